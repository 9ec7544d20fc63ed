package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.wasm.registry.LoadPhase;
import dev.ropewalk.wasm.treesitter.LoadListener;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk check}. */
@Command(
    name = "check",
    description = {
      "Analyses files and trees with the engine that serves editors, and prints what is wrong:"
          + " PATH:LINE:COLUMN: error: MESSAGE, with lines and columns (in characters) from 1.",
      "Directories that are hidden or called node_modules are left out, unless they are named or"
          + " --all is given."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:there are errors, or files that could not be analysed",
      "2:the command line is wrong",
      "3:cannot start; the message says what is missing"
    })
final class CheckCommand implements Callable<Integer> {
  /** Files under way for each processor: one is parsed while the next is read. */
  private static final int FILES_PER_PROCESSOR = 4;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and directories.")
  private List<Path> paths = List.of();

  @Option(names = "--json", description = "Print JSON, with positions as LSP has them.")
  private boolean json;

  @Option(names = "--all", description = "Walk hidden directories and node_modules too.")
  private boolean everything;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration configuration = common.begin();
    SourceTree.Found found = SourceTree.walk(paths, configuration.check(), everything);
    var summary = new CheckSummary();
    try (var assembly =
            Assembly.open(configuration, common.directories(), Distribution.ofProcess());
        var bar = ProgressBar.onStandardError()) {
      var unused = assembly.progress().subscribe(loading(bar)); // until the assembly is closed
      var printer = new CheckPrinter(spec.commandLine().getOut(), json);
      run(found, new FileChecker(configuration, assembly.languages()), printer, summary, bar);
      printer.end(summary);
    }
    var err = spec.commandLine().getErr();
    found.problems().forEach(problem -> err.println("ropewalk: not read: " + problem));
    if (found.truncated()) {
      err.println(
          "ropewalk: only the first "
              + configuration.check().maxFiles()
              + " files were checked; raise check.maxFiles for more");
    }
    var unseen = summary.languagesAmong(configuration.analysis().syntaxDiagnosticsOff());
    if (!unseen.isEmpty()) {
      err.println(
          "ropewalk: syntax errors of "
              + String.join(" and ", unseen)
              + " are not shown (setting analysis.syntaxDiagnosticsOff, with its reason)");
    }
    err.println(summary.line());
    err.flush();
    return summary.hasErrors() || !found.problems().isEmpty() ? ExitCode.FAILED : ExitCode.OK;
  }

  private static void run(
      SourceTree.Found found,
      FileChecker checker,
      CheckPrinter printer,
      CheckSummary summary,
      ProgressBar bar) {
    int window = FILES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    var underWay = new ArrayDeque<CompletableFuture<FileReport>>();
    long done = 0;
    for (Path file : found.files()) {
      if (underWay.size() >= window) {
        finish(underWay.poll(), printer, summary);
        done++;
      }
      bar.show(done, found.files().size(), file.toString());
      underWay.add(checker.check(file));
    }
    for (CompletableFuture<FileReport> each : underWay) {
      finish(each, printer, summary);
    }
  }

  private static void finish(
      CompletableFuture<FileReport> each, CheckPrinter printer, CheckSummary summary) {
    FileReport report = each.join();
    printer.print(report);
    summary.add(report);
  }

  private static LoadListener loading(ProgressBar bar) {
    return new LoadListener() {
      @Override
      public void phase(String language, LoadPhase phase) {
        bar.show(0, 0, "loading " + language + ": " + phase.name().toLowerCase(Locale.ROOT));
      }
    };
  }
}
