package dev.ropewalk.daemon.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings as they are written in JSON: numbers, sizes such as "16 MiB", times such as "2 s". */
final class SettingValue {
  private static final Pattern WITH_UNIT = Pattern.compile("([0-9]{1,18})\\s*([a-zA-Z]+)");

  private SettingValue() {}

  /** A value that is not what its setting takes; the message says what it takes. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Reads a value.
   *
   * @param type the type of the record component: int, long, boolean, String, Duration or Set
   * @param setting the range, or null when there is none
   */
  static Object parse(JsonElement json, Class<?> type, @Nullable Setting setting) throws Refused {
    if (type == int.class) {
      return (int) ranged(number(json), setting, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return ranged(number(json), setting, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == boolean.class) {
      if (json instanceof JsonPrimitive value && value.isBoolean()) {
        return value.getAsBoolean();
      }
      throw new Refused("true or false is wanted");
    }
    if (type == String.class) {
      if (json instanceof JsonPrimitive value && value.isString()) {
        return value.getAsString();
      }
      throw new Refused("a string is wanted");
    }
    if (type == Duration.class) {
      long millis = duration(json).toMillis();
      long min = setting == null ? 0 : setting.min();
      long max = setting == null ? Long.MAX_VALUE : setting.max();
      if (millis < min || millis > max) {
        throw new Refused(range(Duration.class, setting));
      }
      return Duration.ofMillis(millis);
    }
    if (type == Set.class) {
      return strings(json);
    }
    throw new IllegalArgumentException("no setting may be of " + type);
  }

  private static Set<String> strings(JsonElement json) throws Refused {
    if (!json.isJsonArray()) {
      throw new Refused("a list of strings is wanted");
    }
    var found = new TreeSet<String>();
    for (JsonElement element : json.getAsJsonArray()) {
      if (!(element instanceof JsonPrimitive value && value.isString())) {
        throw new Refused("a list of strings is wanted");
      }
      found.add(value.getAsString());
    }
    return Set.copyOf(found);
  }

  private static long ranged(long value, @Nullable Setting setting, long least, long most)
      throws Refused {
    long min = setting == null ? least : Math.max(least, setting.min());
    long max = setting == null ? most : Math.min(most, setting.max());
    if (value < min || value > max) {
      throw new Refused("give a value in [" + min + ", " + max + "]");
    }
    return value;
  }

  private static long number(JsonElement json) throws Refused {
    if (json instanceof JsonPrimitive value) {
      if (value.isNumber()) {
        try {
          return new BigDecimal(value.getAsString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
          throw new Refused("a whole number is wanted");
        }
      }
      Matcher matcher = value.isString() ? WITH_UNIT.matcher(value.getAsString().strip()) : null;
      if (matcher != null && matcher.matches()) {
        int shift =
            switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
              case "b" -> 0;
              case "kib", "k" -> 10;
              case "mib", "m" -> 20;
              case "gib", "g" -> 30;
              default -> throw new Refused("sizes have the units B, KiB, MiB and GiB");
            };
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE >> shift) {
          throw new Refused("the size is too large");
        }
        return count << shift;
      }
    }
    throw new Refused("a number, or a size such as \"16 MiB\", is wanted");
  }

  private static Duration duration(JsonElement json) throws Refused {
    if (json instanceof JsonPrimitive value && value.isString()) {
      Matcher matcher = WITH_UNIT.matcher(value.getAsString().strip());
      if (matcher.matches() && matcher.group(1).length() <= 12) {
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "min", "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> throw new Refused("times have the units ms, s, min and h");
        };
      }
    }
    throw new Refused("a time such as \"500 ms\" or \"2 s\" is wanted");
  }

  /** What a setting takes, for a message. */
  static String range(Class<?> type, @Nullable Setting setting) {
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Set.class) {
      return "a list of strings";
    }
    if (type == String.class || setting == null) {
      return type == String.class ? "a string" : "";
    }
    if (type == Duration.class) {
      return setting.max() == Long.MAX_VALUE
          ? "at least " + show(Duration.ofMillis(setting.min()))
          : show(Duration.ofMillis(setting.min()))
              + " to "
              + show(Duration.ofMillis(setting.max()));
    }
    return setting.max() == Long.MAX_VALUE
        ? "at least " + setting.min()
        : setting.min() + " to " + setting.max();
  }

  /** A value as a user writes it. */
  static String show(Object value) {
    if (value instanceof Duration time) {
      long millis = time.toMillis();
      if (millis % 3_600_000 == 0 && millis > 0) {
        return millis / 3_600_000 + " h";
      }
      if (millis % 60_000 == 0 && millis > 0) {
        return millis / 60_000 + " min";
      }
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
    if (value instanceof Set<?> set) {
      return new TreeSet<Object>(set).toString();
    }
    return value.toString();
  }
}
