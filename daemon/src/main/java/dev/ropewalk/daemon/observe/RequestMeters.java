package dev.ropewalk.daemon.observe;

import dev.ropewalk.protocol.rpc.RpcCall;
import dev.ropewalk.protocol.rpc.RpcObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times every call. Methods are those that the daemon knows, and {@code unknown}: a client cannot
 * make labels up.
 */
public final class RequestMeters implements RpcObserver {
  /** Bounds of the histograms: from a keystroke's answer to what a user takes for a hang. */
  public static final List<Duration> LATENCY_BUCKETS =
      List.of(
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(25),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30));

  private record Key(RpcCall.Kind kind, String method, String outcome) {}

  private record ErrorKey(String method, int code) {}

  private final MeterRegistry registry;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
  private final Map<ErrorKey, Counter> errors = new ConcurrentHashMap<>();

  /** Makes meters that appear as calls come in. */
  public RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void finished(RpcCall call) {
    timers
        .computeIfAbsent(
            new Key(call.kind(), call.method(), DaemonMeters.label(call.outcome())), this::timer)
        .record(Duration.ofNanos(call.nanos()));
    if (call.errorCode() != 0) {
      errors
          .computeIfAbsent(new ErrorKey(call.method(), call.errorCode()), this::error)
          .increment();
    }
  }

  private Timer timer(Key key) {
    return Timer.builder("ropewalk.requests")
        .description("From the arrival of a message to its answer.")
        .tag("kind", DaemonMeters.label(key.kind))
        .tag("method", key.method)
        .tag("outcome", key.outcome)
        .register(registry);
  }

  private Counter error(ErrorKey key) {
    return Counter.builder("ropewalk.requests.errors")
        .description("Calls that ended with an error, by JSON-RPC code.")
        .tag("method", key.method)
        .tag("code", Integer.toString(key.code))
        .register(registry);
  }
}
