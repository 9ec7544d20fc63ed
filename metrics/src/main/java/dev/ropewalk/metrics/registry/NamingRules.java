package dev.ropewalk.metrics.registry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets no meter of ours in whose name or unit breaks the rules. */
final class NamingRules implements MeterFilter {
  private static final System.Logger LOG = System.getLogger(NamingRules.class.getName());

  /** What all our meters begin with. */
  static final String PREFIX = "ropewalk.";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z][a-z0-9]*)+");
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final Set<String> UNITS = Set.of("", "seconds", "bytes", "ratio");

  /** Prometheus adds these words by itself, or gives them a meaning. */
  private static final Set<String> RESERVED_WORDS =
      Set.of(
          "total",
          "count",
          "sum",
          "bucket",
          "max",
          "info",
          "created",
          "seconds",
          "bytes",
          "millis",
          "milliseconds",
          "nanos",
          "gauge",
          "counter",
          "histogram",
          "summary",
          "timer");

  private static final Set<String> RESERVED_KEYS = Set.of("le", "quantile", "job", "instance");

  private final boolean strict;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  NamingRules(boolean strict) {
    this.strict = strict;
  }

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    String breach = id.getName().startsWith("ropewalk") ? breach(id) : null;
    if (breach == null) {
      return MeterFilterReply.NEUTRAL;
    }
    if (strict) {
      throw new IllegalArgumentException("meter '" + id.getName() + "': " + breach);
    }
    if (reported.add(id.getName())) {
      LOG.log(Level.ERROR, () -> "meter '" + id.getName() + "' is left out: " + breach);
    }
    return MeterFilterReply.DENY;
  }

  private static @Nullable String breach(Meter.Id id) {
    String name = id.getName();
    if (!name.startsWith(PREFIX) || !NAME.matcher(name).matches()) {
      return "a name is '" + PREFIX + "' and lower-case words with dots between";
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    if (RESERVED_WORDS.contains(last)) {
      return "the last word '" + last + "' is added or used by Prometheus";
    }
    String unit = id.getBaseUnit() == null ? "" : id.getBaseUnit();
    if (!UNITS.contains(unit)) {
      return "the unit '" + unit + "' is none of " + UNITS;
    }
    for (Tag tag : id.getTags()) {
      if (!KEY.matcher(tag.getKey()).matches() || RESERVED_KEYS.contains(tag.getKey())) {
        return "the tag '" + tag.getKey() + "' is not lower-case words, or is reserved";
      }
    }
    String description = id.getDescription();
    return description == null || description.isBlank() ? "a description is missing" : null;
  }
}
