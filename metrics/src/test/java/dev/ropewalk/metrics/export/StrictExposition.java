package dev.ropewalk.metrics.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an exposition line by line and throws at the first thing that is not exactly right. */
final class StrictExposition {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern META =
      Pattern.compile("# (HELP|TYPE|UNIT) (" + NAME + ")(?: (.*))?");
  private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|Inf)|NaN");

  /** One line with a value. */
  record Sample(String name, Map<String, String> labels, double value) {}

  /** One metric with all its samples. */
  record Family(String name, String type, String help, List<Sample> samples) {}

  private final boolean openMetrics;
  private final Map<String, Family> families = new TreeMap<>();
  private final Set<String> series = new HashSet<>();
  private String name = "";
  private String type = "";
  private String help = "";
  private boolean ended;

  private StrictExposition(boolean openMetrics) {
    this.openMetrics = openMetrics;
  }

  static Map<String, Family> parse(String text, boolean openMetrics) {
    var parser = new StrictExposition(openMetrics);
    check(text.endsWith("\n"), "the last line has no end");
    text.lines().forEach(parser::line);
    check(parser.ended == openMetrics, "the end mark is missing or not allowed");
    parser.families.values().forEach(StrictExposition::checkFamily);
    return parser.families;
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  private void line(String line) {
    check(!ended, "something follows the end: " + line);
    check(!line.isEmpty(), "an empty line");
    if (openMetrics && line.equals("# EOF")) {
      ended = true;
    } else if (line.startsWith("#")) {
      Matcher meta = META.matcher(line);
      check(meta.matches(), "a malformed comment: " + line);
      meta(meta.group(1), meta.group(2), meta.group(3) == null ? "" : meta.group(3));
    } else {
      Matcher sample = SAMPLE.matcher(line);
      check(sample.matches(), "a malformed sample: " + line);
      sample(sample, line);
    }
  }

  private void meta(String kind, String metaName, String value) {
    if (!metaName.equals(name)) {
      name = metaName;
      type = "";
      help = "";
      check(!families.containsKey(name), "the family " + name + " is not in one piece");
    }
    check(!families.containsKey(name), "a comment follows the samples of " + name);
    switch (kind) {
      case "HELP" -> {
        check(help.isEmpty() && !value.isBlank(), "HELP of " + name + " is empty or repeated");
        help = value;
      }
      case "TYPE" -> {
        check(type.isEmpty(), "TYPE of " + name + " is repeated");
        check(
            Set.of("counter", "gauge", "histogram", "summary", "info").contains(value),
            "TYPE of " + name + " is " + value);
        type = value;
      }
      default -> check(openMetrics && name.endsWith("_" + value), "UNIT " + value + " of " + name);
    }
  }

  private void sample(Matcher sample, String line) {
    String sampleName = sample.group(1);
    check(suffixes().contains(sampleName), sampleName + " does not belong to " + type + " " + name);
    check(!help.isEmpty(), name + " has no HELP");
    Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2), line);
    check(series.add(sampleName + labels), "the series is repeated: " + line);
    check(NUMBER.matcher(sample.group(3)).matches(), "a malformed value: " + line);
    families
        .computeIfAbsent(name, _ -> new Family(name, type, help, new ArrayList<>()))
        .samples()
        .add(new Sample(sampleName, labels, number(sample.group(3))));
  }

  private Set<String> suffixes() {
    return switch (type) {
      case "counter" -> Set.of(openMetrics ? name + "_total" : name);
      case "gauge" -> Set.of(name);
      case "info" -> Set.of(name + "_info");
      case "histogram" -> Set.of(name + "_bucket", name + "_count", name + "_sum");
      case "summary" -> Set.of(name, name + "_count", name + "_sum");
      default -> Set.of();
    };
  }

  private static Map<String, String> labels(String text, String line) {
    var labels = new TreeMap<String, String>();
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      check(label.find(at) && label.start() == at, "malformed labels: " + line);
      check(labels.put(label.group(1), label.group(2)) == null, "a label is repeated: " + line);
      check(!label.group(3).equals(",") || label.end() < text.length(), "a comma ends: " + line);
      at = label.end();
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void checkFamily(Family family) {
    if (family.type().equals("counter")) {
      family.samples().forEach(s -> check(s.value() >= 0, family.name() + " is " + s.value()));
    }
    if (!family.type().equals("histogram")) {
      return;
    }
    var lastBound = new HashMap<Map<String, String>, Double>();
    var lastCount = new HashMap<Map<String, String>, Double>();
    for (Sample sample : family.samples()) {
      var key = new TreeMap<>(sample.labels());
      String le = key.remove("le");
      check((le != null) == sample.name().endsWith("_bucket"), "le of " + sample);
      if (le != null) {
        double bound = number(le);
        double before = lastBound.getOrDefault(key, Double.NEGATIVE_INFINITY);
        check(bound > before, "bounds descend in " + sample);
        check(sample.value() >= lastCount.getOrDefault(key, 0.0), "counts descend in " + sample);
        lastBound.put(key, bound);
        lastCount.put(key, sample.value());
      } else if (sample.name().endsWith("_count")) {
        double before = lastBound.getOrDefault(key, 0.0);
        check(before == Double.POSITIVE_INFINITY, "no bucket +Inf before " + sample);
        check(sample.value() == lastCount.getOrDefault(key, -1.0), "count is not +Inf: " + sample);
      }
    }
  }
}
