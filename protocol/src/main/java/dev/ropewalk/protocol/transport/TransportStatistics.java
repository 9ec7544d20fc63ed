package dev.ropewalk.protocol.transport;

import dev.ropewalk.protocol.frame.FrameError;
import java.util.Map;

/**
 * What all connections of one {@link Transport} did; a snapshot whose parts may be a moment apart.
 * The maps have an entry for every constant of their key.
 *
 * @param openConnections connections that are open now
 * @param totalConnections connections ever opened
 * @param closedConnections connections ended, by reason
 * @param refusedConnections connections turned away because of the limit on their number
 * @param framesIn frames received, without skipped ones
 * @param framesOut frames queued for peers
 * @param bytesIn bytes received
 * @param bytesOut bytes written
 * @param oversizedFrames bodies over the limit, which were skipped
 * @param frameErrors framings lost, by cause
 * @param inboundQueuedBytes received and not yet taken by handlers
 * @param outboundQueuedBytes sent and not yet written
 * @param httpRequests HTTP requests that reached a handler
 * @param httpRefused HTTP requests turned away (bad, forbidden, too large, unknown path)
 * @param httpConnections HTTP connections that are open now
 */
public record TransportStatistics(
    Map<ConnectionKind, Long> openConnections,
    Map<ConnectionKind, Long> totalConnections,
    Map<CloseReason, Long> closedConnections,
    long refusedConnections,
    long framesIn,
    long framesOut,
    long bytesIn,
    long bytesOut,
    long oversizedFrames,
    Map<FrameError, Long> frameErrors,
    long inboundQueuedBytes,
    long outboundQueuedBytes,
    long httpRequests,
    long httpRefused,
    long httpConnections) {
  public TransportStatistics {
    openConnections = Map.copyOf(openConnections);
    totalConnections = Map.copyOf(totalConnections);
    closedConnections = Map.copyOf(closedConnections);
    frameErrors = Map.copyOf(frameErrors);
  }
}
