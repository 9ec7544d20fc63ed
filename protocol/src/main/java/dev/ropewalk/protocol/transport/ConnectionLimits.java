package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameLimits;

/**
 * All limits of one connection.
 *
 * @param frames what a frame may be
 * @param inbound what may wait for the handler
 * @param outbound what may wait for the peer
 */
public record ConnectionLimits(
    FrameLimits frames, InboundLimits inbound, OutboundLimits outbound) {}
