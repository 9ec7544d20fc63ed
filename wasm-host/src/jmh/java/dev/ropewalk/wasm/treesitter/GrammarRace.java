package dev.ropewalk.wasm.treesitter;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times the default grammars here and in Node (V8) on the same texts, one after the other in one
 * run, and prints a table and JSON. Not a JMH benchmark, because its peer is another process.
 *
 * <p>Arguments: seconds of warm-up for each language (default 10), then languages (default all).
 * Figures are medians in milliseconds over the time after warm-up: a full parse of 5,000 lines, a
 * one-character edit with its reparse, the highlight query over everything, and over 60 lines.
 */
public final class GrammarRace {
  private static final int LINES = 5_000;
  private static final int VIEW_LINES = 60;
  private static final List<String> MEASURES = List.of("parse", "edit", "highlight", "view");

  private GrammarRace() {}

  /** Runs the race. */
  public static void main(String[] args) throws Exception {
    int warmUp = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    List<String> languages =
        args.length > 1 ? List.of(args).subList(1, args.length) : Samples.LANGUAGES;
    Path npm = Grammars.npm();
    Path module = npm.resolve("../../..").normalize();
    Path folder = Files.createTempDirectory("grammar-race");
    var results = new TreeMap<String, Map<String, Map<String, Double>>>();
    System.out.printf(
        Locale.ROOT,
        "%-11s %8s %24s %24s %24s %24s%n",
        "median ms",
        "captures",
        "parse here/V8",
        "edit here/V8",
        "highlight here/V8",
        "60 lines here/V8");
    for (String language : languages) {
      Path text = folder.resolve(language + ".txt");
      Files.writeString(text, Samples.lines(language, LINES));
      Path query = folder.resolve(language + ".scm");
      Files.writeString(
          query, Samples.highlights(npm, module.resolve("src/main/queries"), language));
      Map<String, Double> here = here(language, text, query, warmUp);
      Map<String, Double> v8 = node(module, npm, language, text, query);
      results.put(language, Map.of("ropewalk", here, "v8", v8));
      var line = new StringBuilder();
      line.append(String.format(Locale.ROOT, "%-11s %8.0f", language, here.get("captures")));
      for (String measure : MEASURES) {
        double mine = here.get(measure);
        double theirs = v8.get(measure);
        line.append(String.format(Locale.ROOT, " %9.2f/%7.2f %5.2fx", mine, theirs, mine / theirs));
      }
      System.out.println(line);
    }
    System.out.println(new Gson().toJson(results));
  }

  private static Map<String, Double> here(
      String language, Path file, Path queryFile, int warmUpSeconds) throws IOException {
    String content = Files.readString(file);
    var query = new QuerySource(language, Files.readString(queryFile));
    int middle = content.indexOf('\n', content.length() / 2);
    int view = middle;
    for (int i = 0; i < VIEW_LINES; i++) {
      view = content.indexOf('\n', view + 1);
    }
    int viewEnd = view;
    String edited = content.substring(0, middle) + " " + content.substring(middle);
    SyntaxEdit insert = Grammars.edit(content, middle, middle, edited, middle + 1);
    SyntaxEdit delete = Grammars.edit(edited, middle, middle + 1, content, middle);
    var samples = new TreeMap<String, List<Double>>();
    MEASURES.forEach(measure -> samples.put(measure, new ArrayList<>()));
    double[] captures = new double[1];
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, new LoadListener() {});
        SyntaxSession session = host.language(Grammars.source(language)).open()) {
      GuestText whole = Grammars.text(content);
      GuestText changed = Grammars.text(edited);
      long revision = 0;
      long start = System.nanoTime();
      long warm = start + warmUpSeconds * 1_000_000_000L;
      long end = warm + 3_000_000_000L;
      for (long now = start; now < end; now = System.nanoTime()) {
        session.edit(++revision, whole, List.of());
        double parse = time(session, SyntaxTree::revision);
        double highlight =
            time(
                session,
                tree -> {
                  captures[0] = tree.captures(query, 0, content.length()).count();
                  return 0L;
                });
        double view60 = time(session, tree -> (long) tree.captures(query, middle, viewEnd).count());
        session.edit(++revision, changed, List.of(insert));
        double edit = time(session, SyntaxTree::revision);
        session.edit(++revision, whole, List.of(delete));
        time(session, SyntaxTree::revision);
        if (now >= warm || samples.get("parse").isEmpty()) {
          samples.get("parse").add(parse);
          samples.get("highlight").add(highlight);
          samples.get("view").add(view60);
          samples.get("edit").add(edit);
        }
      }
    }
    var medians = new TreeMap<String, Double>();
    samples.forEach((measure, all) -> medians.put(measure, median(all)));
    medians.put("captures", captures[0]);
    return medians;
  }

  private static double time(SyntaxSession session, SyntaxReader<Long> reader) {
    long from = System.nanoTime();
    session.read(Priority.INTERACTIVE, reader).join();
    return (System.nanoTime() - from) / 1e6;
  }

  private static double median(List<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(d -> d).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Map<String, Double> node(
      Path module, Path npm, String language, Path text, Path query)
      throws IOException, InterruptedException {
    Path wasm = Grammars.path(language);
    var process =
        new ProcessBuilder(
                "node",
                module.resolve("src/jmh/node/v8.mjs").toString(),
                npm.resolve("web-tree-sitter/web-tree-sitter.js").toString(),
                wasm.toString(),
                text.toString(),
                query.toString(),
                Integer.toString(VIEW_LINES))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("node failed for " + language);
    }
    JsonObject json = new Gson().fromJson(answer, JsonObject.class);
    var figures = new TreeMap<String, Double>();
    for (String measure : MEASURES) {
      figures.put(measure, json.get(measure).getAsDouble());
    }
    return figures;
  }
}
