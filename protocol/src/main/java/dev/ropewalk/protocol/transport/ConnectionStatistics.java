package dev.ropewalk.protocol.transport;

/**
 * What went over one connection; a snapshot whose parts may be a moment apart.
 *
 * @param framesIn frames received, without skipped ones
 * @param bytesIn bytes received, headers and skipped bodies included
 * @param framesOut frames queued for the peer
 * @param bytesOut bytes written to the peer, headers included
 * @param oversizedFrames bodies over the limit, which were skipped
 * @param inboundQueuedBytes received and not yet taken by the handler
 * @param outboundQueuedBytes sent and not yet written
 */
public record ConnectionStatistics(
    long framesIn,
    long bytesIn,
    long framesOut,
    long bytesOut,
    long oversizedFrames,
    long inboundQueuedBytes,
    long outboundQueuedBytes) {}
