package dev.ropewalk.metrics.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values of an {@code Accept} or {@code Accept-Encoding} header with their weights. */
final class AcceptHeader {
  private static final int MAX_ENTRIES = 32;

  private record Entry(String value, Map<String, String> parameters, double weight) {}

  private final List<Entry> entries = new ArrayList<>();

  /** Reads a header; what is malformed is left out. */
  AcceptHeader(String header) {
    for (String part : header.toLowerCase(Locale.ROOT).split(",", MAX_ENTRIES)) {
      String[] pieces = part.split(";", -1);
      var parameters = new HashMap<String, String>();
      double weight = 1;
      for (int i = 1; i < pieces.length; i++) {
        int equals = pieces[i].indexOf('=');
        if (equals > 0) {
          String name = pieces[i].substring(0, equals).strip();
          String value = pieces[i].substring(equals + 1).strip().replace("\"", "");
          if (name.equals("q")) {
            weight = weight(value);
          } else {
            parameters.put(name, value);
          }
        }
      }
      String value = pieces[0].strip();
      if (!value.isEmpty()) {
        entries.add(new Entry(value, parameters, weight));
      }
    }
  }

  /** The greatest weight that a value has by its name, or by a wildcard if it is not named. */
  double weightOf(String value, String... wildcards) {
    double named = -1;
    double wild = 0;
    for (Entry entry : entries) {
      if (entry.value().equals(value)) {
        named = Math.max(named, entry.weight());
      } else if (List.of(wildcards).contains(entry.value())) {
        wild = Math.max(wild, entry.weight());
      }
    }
    return named >= 0 ? named : wild;
  }

  /** The greatest weight of a media type whose version is absent or this one. */
  double weightOfVersion(String type, String version) {
    double weight = 0;
    for (Entry entry : entries) {
      if (entry.value().equals(type)
          && entry.parameters().getOrDefault("version", version).equals(version)) {
        weight = Math.max(weight, entry.weight());
      }
    }
    return weight;
  }

  private static double weight(String value) {
    try {
      double weight = Double.parseDouble(value);
      return weight >= 0 && weight <= 1 ? weight : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
