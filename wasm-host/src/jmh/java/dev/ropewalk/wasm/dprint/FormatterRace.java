package dev.ropewalk.wasm.dprint;

import com.google.gson.Gson;
import dev.ropewalk.wasm.engine.DirectoryClassStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Times formatters here, in Node (V8) and as a process of dprint's command line, on the same texts,
 * one after the other in one run, and prints a table and JSON. Not a JMH benchmark, because its
 * peers are other processes.
 *
 * <p>Arguments: seconds of warm-up for each plugin (default 20), then plugins (default four).
 * Figures are milliseconds: medians of one format after warm-up; {@code first} is from making the
 * host to the first result in a fresh process, whose classes another process kept.
 */
public final class FormatterRace {
  private static final List<String> PLUGINS = List.of("typescript", "json", "markdown", "toml");
  private static final long MEASURED_NANOS = 5_000_000_000L;
  private static final int PROCESSES = 9;
  private static final int JSON_BYTES = 180_000;
  private static final int MARKDOWN_BYTES = 40_000;
  private static final int TOML_BYTES = 160_000;

  private FormatterRace() {}

  private record Sample(String plugin, String path, byte[] text) {
    FormatRequest request() {
      return FormatRequest.of(path, text, FormatConfig.DEFAULT);
    }
  }

  /** Runs the race; with {@code first PLUGIN FOLDER} one first use. */
  public static void main(String[] args) throws Exception {
    if (args.length == 3 && args[0].equals("first")) {
      System.out.println(first(sample(args[1]), Path.of(args[2])));
      return;
    }
    int warmUp = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    List<String> plugins = args.length > 1 ? List.of(args).subList(1, args.length) : PLUGINS;
    var results = new LinkedHashMap<String, Map<String, Double>>();
    System.out.printf(
        Locale.ROOT,
        "%-11s %7s %8s %8s %8s %8s %8s %9s%n",
        "median ms",
        "bytes",
        "here",
        "V8",
        "ratio",
        "process",
        "first",
        "uncached");
    for (String plugin : plugins) {
      Path folder = Files.createTempDirectory("formatter-race");
      Sample sample = sample(plugin);
      var figures = new LinkedHashMap<String, Double>();
      figures.put("bytes", (double) sample.text.length);
      figures.put("uncached", child(plugin, folder));
      figures.put("first", median(repeat(3, () -> child(plugin, folder))));
      figures.put("here", here(sample, folder, warmUp));
      figures.put("v8", node(sample, folder));
      figures.put("process", process(sample, folder));
      results.put(plugin, figures);
      System.out.printf(
          Locale.ROOT,
          "%-11s %7.0f %8.1f %8.1f %7.2fx %8.1f %8.0f %9.0f%n",
          plugin,
          figures.get("bytes"),
          figures.get("here"),
          figures.get("v8"),
          figures.get("here") / figures.get("v8"),
          figures.get("process"),
          figures.get("first"),
          figures.get("uncached"));
    }
    System.out.println(new Gson().toJson(results));
  }

  private interface Measure {
    double milliseconds() throws Exception;
  }

  private static List<Double> repeat(int times, Measure measure) throws Exception {
    var all = new ArrayList<Double>();
    for (int i = 0; i < times; i++) {
      all.add(measure.milliseconds());
    }
    return all;
  }

  private static double median(List<Double> all) {
    Collections.sort(all);
    return all.get(all.size() / 2);
  }

  private static Sample sample(String plugin) throws IOException {
    Path npm = Plugins.npm();
    return switch (plugin) {
      case "typescript" ->
          new Sample(
              plugin,
              "a.ts",
              Files.readAllBytes(npm.resolve("assemblyscript/std/assembly/typedarray.ts")));
      case "json" -> {
        String one = Files.readString(npm.resolve("../package-lock.json").normalize());
        String all = String.join(",", Collections.nCopies(JSON_BYTES / one.length() + 1, one));
        yield new Sample(plugin, "a.json", utf8("[" + all + "]"));
      }
      case "markdown" -> {
        String whole = Files.readString(npm.resolve("binaryen/README.md"));
        int end = whole.indexOf("\n\n", MARKDOWN_BYTES);
        yield new Sample(plugin, "a.md", utf8(whole.substring(0, end) + "\n"));
      }
      case "toml" -> {
        var text = new StringBuilder();
        for (int i = 0; text.length() < TOML_BYTES; i++) {
          text.append("[[package]]\nname=\"package-").append(i).append("\"\nversion = \"1.0.");
          text.append(i).append("\"\ndependencies = [ \"a\",\"b 1.0\",\n  \"c\" ]\n\n");
        }
        yield new Sample(plugin, "a.toml", utf8(text.toString()));
      }
      default -> throw new IllegalArgumentException(plugin + ": one of " + PLUGINS + " is needed");
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void check(FormatResult result) {
    if (!(result instanceof FormatResult.Formatted)
        && !(result instanceof FormatResult.Unchanged)) {
      throw new IllegalStateException(result.toString());
    }
  }

  private static Plugins plugins(Path folder) throws IOException {
    return new Plugins(
        Plugins.SETTINGS, new DirectoryClassStore(folder.resolve("classes"), Long.MAX_VALUE));
  }

  private static double here(Sample sample, Path folder, int warmUpSeconds) throws IOException {
    var samples = new ArrayList<Double>();
    try (Plugins plugins = plugins(folder)) {
      Formatter formatter = plugins.npm(sample.plugin);
      LongConsumer until =
          end -> {
            do {
              long from = System.nanoTime();
              check(formatter.format(sample.request()).join());
              samples.add((System.nanoTime() - from) / 1e6);
            } while (System.nanoTime() - end < 0);
          };
      long start = System.nanoTime();
      until.accept(start + warmUpSeconds * 1_000_000_000L);
      samples.clear();
      until.accept(System.nanoTime() + MEASURED_NANOS);
    }
    return median(samples);
  }

  private static double first(Sample sample, Path folder) throws IOException {
    long from = System.nanoTime();
    try (Plugins plugins = plugins(folder)) {
      check(plugins.npm(sample.plugin).format(sample.request()).join());
      return (System.nanoTime() - from) / 1e6;
    }
  }

  private static double child(String plugin, Path folder) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FormatterRace.class.getName(), "first", plugin, folder.toString()));
    return number(command);
  }

  private static double node(Sample sample, Path folder) throws Exception {
    Path module = Plugins.npm().resolve("../../..").normalize();
    Path text = Files.write(folder.resolve("text"), sample.text);
    return number(
        List.of(
            "node",
            module.resolve("src/jmh/node/dprint.mjs").toString(),
            Plugins.path(sample.plugin).toString(),
            sample.path,
            text.toString()));
  }

  private static double number(List<String> command) throws Exception {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + " failed: " + said);
    }
    return Double.parseDouble(said);
  }

  private static double process(Sample sample, Path folder) throws Exception {
    var cli = new CommandLine(folder, List.of(sample.plugin));
    Map<String, FormatConfig> configs = Map.of(sample.plugin, FormatConfig.DEFAULT);
    cli.format(sample.path, sample.text, configs); // compiles the plugins once
    return median(
        repeat(
            PROCESSES,
            () -> {
              long from = System.nanoTime();
              cli.format(sample.path, sample.text, configs);
              return (System.nanoTime() - from) / 1e6;
            }));
  }
}
