package dev.ropewalk.protocol;

import dev.ropewalk.protocol.frame.FrameLimits;
import dev.ropewalk.protocol.rpc.RpcLimits;
import dev.ropewalk.protocol.transport.ConnectionLimits;
import dev.ropewalk.protocol.transport.InboundLimits;
import dev.ropewalk.protocol.transport.OutboundLimits;
import java.util.concurrent.TimeUnit;

/** Limits for tests: small enough to be reached. */
public final class Limits {
  private Limits() {}

  /** Frames of at most 1 MiB. */
  public static final FrameLimits FRAMES = new FrameLimits(512, 1 << 20, 8L << 20);

  /** A client has 20 s, so that a busy test machine never counts as slow. */
  public static final OutboundLimits PATIENT =
      new OutboundLimits(4L << 20, 1L << 20, 64L << 20, TimeUnit.SECONDS.toNanos(20));

  /** Limits that ordinary tests do not reach. */
  public static final ConnectionLimits WIDE =
      new ConnectionLimits(FRAMES, new InboundLimits(4L << 20, 1L << 20), PATIENT);

  /** Limits that ordinary tests do not reach. */
  public static final RpcLimits RPC = new RpcLimits(64, 64, 64);
}
