package dev.ropewalk.daemon.main;

import com.google.gson.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts of a run of {@code check}. Not safe for several threads. */
final class CheckSummary {
  private static final class Counts {
    private int files;
    private int withErrors;
    private int errors;
  }

  private final Map<String, Counts> byLanguage = new TreeMap<>();
  private final Map<FileReport.Why, Integer> skipped = new EnumMap<>(FileReport.Why.class);
  private int failed;

  void add(FileReport report) {
    switch (report) {
      case FileReport.Checked checked -> {
        Counts counts = byLanguage.computeIfAbsent(checked.language(), name -> new Counts());
        int errors = checked.diagnostics().items().size();
        counts.files++;
        counts.errors += errors;
        counts.withErrors += errors > 0 ? 1 : 0;
      }
      case FileReport.Skipped left -> skipped.merge(left.why(), 1, Integer::sum);
      case FileReport.Failed wrong -> failed++;
    }
  }

  boolean hasErrors() {
    return failed > 0 || errors() > 0;
  }

  /** Those of some languages that files were checked of, in order. */
  List<String> languagesAmong(Set<String> languages) {
    return byLanguage.keySet().stream().filter(languages::contains).toList();
  }

  private int files() {
    return byLanguage.values().stream().mapToInt(counts -> counts.files).sum();
  }

  private int errors() {
    return byLanguage.values().stream().mapToInt(counts -> counts.errors).sum();
  }

  private int withErrors() {
    return byLanguage.values().stream().mapToInt(counts -> counts.withErrors).sum();
  }

  /** One line for people. */
  String line() {
    var line =
        new StringBuilder(
            files() + " files checked, " + withErrors() + " with errors (" + errors() + ")");
    skipped.forEach(
        (why, count) ->
            line.append(", ")
                .append(count)
                .append(' ')
                .append(why.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    if (failed > 0) {
      line.append(", ").append(failed).append(" failed");
    }
    return line.toString();
  }

  JsonObject json() {
    var languages = new JsonObject();
    byLanguage.forEach(
        (language, counts) -> {
          var one = new JsonObject();
          one.addProperty("files", counts.files);
          one.addProperty("filesWithErrors", counts.withErrors);
          one.addProperty("errors", counts.errors);
          languages.add(language, one);
        });
    var left = new JsonObject();
    skipped.forEach((why, count) -> left.addProperty(why.name().toLowerCase(Locale.ROOT), count));
    var all = new JsonObject();
    all.addProperty("files", files());
    all.addProperty("filesWithErrors", withErrors());
    all.addProperty("errors", errors());
    all.addProperty("failed", failed);
    all.add("skipped", left);
    all.add("byLanguage", languages);
    return all;
  }
}
