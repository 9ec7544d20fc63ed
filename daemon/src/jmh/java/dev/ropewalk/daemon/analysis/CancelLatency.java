package dev.ropewalk.daemon.analysis;

import com.google.gson.GsonBuilder;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.daemon.document.Change;
import dev.ropewalk.daemon.document.Document;
import dev.ropewalk.daemon.document.DocumentState;
import dev.ropewalk.daemon.document.DocumentStore;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.EngineListener;
import dev.ropewalk.daemon.engine.EngineTuning;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.testing.TestLanguages;
import dev.ropewalk.wasm.treesitter.LoadListener;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * How soon work stops that nobody wants any more. An analysis of a whole document begins, is
 * cancelled at a moment that a seed chooses, and two times are taken from the cancellation: until
 * the guest's lane runs something else, and until the run has ended and let go of its tree. Prints
 * JSON. Not a JMH benchmark, because each trial has one moment and not a rate.
 *
 * <p>Arguments: trials of each case (default 100), then numbers of lines (default 5000, 30000 and
 * 100000). {@code -Dropewalk.seed=N} repeats the moments.
 */
public final class CancelLatency {
  private static final List<String> LANGUAGES = List.of("java", "typescript");

  /** Above the settings' own bounds, so that every analysis runs on every text. */
  private static final DocumentSettings SETTINGS =
      new DocumentSettings(100, 1L << 30, 64L << 20, 64L << 20, Duration.ofSeconds(2));

  /** Runs of a case that are not cancelled: they warm up, and tell how long it takes. */
  private static final int WHOLE = 12;

  /** What is cancelled. */
  private enum Work {
    /** A text that was replaced as a whole is parsed. */
    PARSE,
    OUTLINE,
    TOKENS,
    /** Of a method that stands in every class: names are resolved over the whole text. */
    HIGHLIGHTS;

    CompletableFuture<?> begin(Analyses analyses, Subject subject) {
      return switch (this) {
        case PARSE -> analyses.diagnostics(subject);
        case OUTLINE -> analyses.outline(subject);
        case TOKENS -> analyses.tokens(subject);
        case HIGHLIGHTS ->
            analyses.highlights(subject, subject.snapshot().text().toString().indexOf("add(") + 1);
      };
    }
  }

  /**
   * Times of one case, in milliseconds.
   *
   * @param whole how long it takes when it is not cancelled; the median
   * @param late trials that had ended when they were cancelled, which are not counted
   * @param guest from the cancellation to the lane being free
   * @param run from the cancellation to the run having ended
   */
  private record Case(
      String language,
      int lines,
      String work,
      int trials,
      int late,
      double whole,
      Spread guest,
      Spread run) {}

  private record Spread(double p50, double p99, double max) {
    static Spread of(List<Double> samples) {
      double[] sorted = samples.stream().mapToDouble(d -> d).sorted().toArray();
      return sorted.length == 0
          ? new Spread(0, 0, 0)
          : new Spread(
              round(sorted[sorted.length / 2]),
              round(sorted[(int) (0.99 * (sorted.length - 1))]),
              round(sorted[sorted.length - 1]));
    }

    private static double round(double millis) {
      return Math.round(millis * 100) / 100.0;
    }
  }

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final TestLanguages languages = new TestLanguages(new LoadListener() {});
  private final Engine engine = new Engine(EngineTuning.PRODUCTION, workers, EngineListener.NONE);
  private final DocumentStore documents = new DocumentStore(SETTINGS);
  private final Analyses analyses = new Analyses(engine, AnalysisSettings.defaults(), workers);
  private final Random random;
  private final int trials;

  private CancelLatency(int trials, long seed) {
    this.trials = trials;
    random = new Random(seed);
  }

  /** Measures. */
  public static void main(String[] args) throws Exception {
    int trials = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int[] sizes =
        args.length > 1
            ? Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray()
            : new int[] {5_000, 30_000, 100_000};
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var race = new CancelLatency(trials, seed);
    var cases = new ArrayList<Case>();
    var guest = new ArrayList<Double>();
    var run = new ArrayList<Double>();
    for (int lines : sizes) {
      for (String language : LANGUAGES) {
        race.measure(language, lines, cases, guest, run);
      }
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("seed", seed);
    out.put("processors", Runtime.getRuntime().availableProcessors());
    out.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    out.put("trials", guest.size());
    out.put("guestMillis", Spread.of(guest));
    out.put("runMillis", Spread.of(run));
    out.put("guestOver10Millis", guest.stream().filter(millis -> millis > 10).count());
    out.put("runOver10Millis", run.stream().filter(millis -> millis > 10).count());
    out.put("cases", cases);
    System.out.println(new GsonBuilder().setPrettyPrinting().create().toJson(out));
    System.exit(0); // lanes have threads of their own
  }

  private void measure(
      String languageId, int lines, List<Case> cases, List<Double> allGuest, List<Double> allRun)
      throws Exception {
    Language language = languages.language(languageId);
    String text = text(languageId, lines);
    Document document =
        documents
            .open(
                new DocumentStore.Opening(
                    "race", "file:///w/a", languageId, 1, text, PositionEncoding.UTF_16),
                first -> language.syntax())
            .document();
    int version = 1;
    try (SyntaxSession probe = language.syntax().open()) {
      probe.edit(
          1,
          new dev.ropewalk.daemon.document.DocumentText(dev.ropewalk.buffers.text.Text.of("x")),
          List.of());
      for (Work work : Work.values()) {
        var guest = new ArrayList<Double>();
        var run = new ArrayList<Double>();
        var whole = new ArrayList<Double>();
        int late = 0;
        for (int trial = -WHOLE; trial < trials; trial++) {
          if (work == Work.PARSE) {
            var unused = document.change(++version, List.of(Change.full(text + "\n// " + version)));
          }
          Subject subject = subject(document, language);
          if (work != Work.PARSE) {
            analyses.selection(subject, 0).join(); // its tree is there
            analyses.forget(subject);
          }
          Object unused = probe.read(Priority.INTERACTIVE, tree -> System.nanoTime()).join();
          long from = System.nanoTime();
          CompletableFuture<?> answer = work.begin(analyses, subject);
          if (trial < 0) {
            answer.join();
            whole.add((System.nanoTime() - from) / 1e6);
            continue;
          }
          double takes = Spread.of(whole.subList(WHOLE / 2, WHOLE)).p50();
          LockSupport.parkNanos((long) (random.nextDouble() * takes * 1e6));
          long cancelled = System.nanoTime();
          if (!answer.cancel(true)) {
            late++;
            continue;
          }
          long free = probe.read(Priority.INTERACTIVE, tree -> System.nanoTime()).join();
          while (analyses.heldTrees() > 0) {
            LockSupport.parkNanos(20_000);
          }
          long over = System.nanoTime();
          guest.add((free - cancelled) / 1e6);
          run.add((over - cancelled) / 1e6);
        }
        allGuest.addAll(guest);
        allRun.addAll(run);
        cases.add(
            new Case(
                languageId,
                lines,
                work.name(),
                guest.size(),
                late,
                Spread.of(whole.subList(WHOLE / 2, WHOLE)).p50(),
                Spread.of(guest),
                Spread.of(run)));
        System.err.println(cases.getLast());
      }
    } finally {
      documents.closeOwner("race");
    }
  }

  private static Subject subject(Document document, Language language) {
    return new Subject(((DocumentState.Open) document.state()).snapshot(), language);
  }

  private static String text(String language, int lines) {
    var out = new StringBuilder();
    boolean java = language.equals("java");
    for (int line = 0, n = 0; line < lines; line += 12, n++) {
      out.append(java ? "import a.b" : "import b").append(n);
      out.append(java ? ".C;\n" : " from './b';\n");
      out.append("/** Keeps the orders of region ").append(n).append(". */\n");
      out.append("class Region").append(n).append(" {\n");
      out.append(java ? "  private int total" : "  private total").append(n).append(" = 0;\n\n");
      out.append("  /** Adds an order; a negative amount is refused. */\n  ");
      out.append(java ? "int add(String name, int amount)" : "add(name: string, amount: number)");
      out.append(
          " {\n    if (amount < 0) {\n      throw new Error(\"amount \" + amount);\n    }\n");
      out.append("    return this.total").append(n).append(" + amount;\n  }\n}\n");
    }
    return out.toString();
  }
}
