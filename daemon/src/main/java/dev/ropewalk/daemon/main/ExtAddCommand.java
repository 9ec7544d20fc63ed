package dev.ropewalk.daemon.main;

import dev.ropewalk.wasm.install.InstallPhase;
import dev.ropewalk.wasm.install.InstallProgress;
import dev.ropewalk.wasm.install.InstalledGrammars;
import dev.ropewalk.wasm.install.Outcome;
import dev.ropewalk.wasm.install.PackageSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk ext add}. */
@Command(
    name = "add",
    description = {
      "Adds a package: npm:NAME, npm:NAME@VERSION, a directory (./dir) or a .tgz file.",
      "It may hold tree-sitter grammars, a formatter plugin of dprint, or an extension with a"
          + " ropewalk.toml.",
      "A package of npm is verified by its integrity hash and pinned in the user's lock file."
          + " A package that has only C is compiled with clang. A running daemon takes it up at"
          + " once."
    })
final class ExtAddCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PACKAGE", description = "What to add.")
  private String what = "";

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PackageSpec wanted =
        switch (PackageSpec.parse(what, Path.of("").toAbsolutePath())) {
          case Outcome.Done<PackageSpec>(var parsed) -> parsed;
          case Outcome.Failed<PackageSpec>(var problem) ->
              throw new ParameterException(spec.commandLine(), problem.message());
        };
    var configuration = common.begin();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (var assembly =
            Assembly.open(configuration, common.directories(), Distribution.ofProcess());
        var bar = ProgressBar.onStandardError()) {
      switch (assembly.installer().add(wanted, progress(bar))) {
        case Outcome.Failed<InstalledGrammars>(var problem) ->
            throw new CommandFailure(
                ExitCode.FAILED,
                problem.message()
                    + " ("
                    + problem.code().name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + ")");
        case Outcome.Done<InstalledGrammars>(var done) -> {
          bar.clear();
          done.warnings().forEach(warning -> err.println("ropewalk: " + warning));
          out.println(
              "added "
                  + done.installed().name()
                  + "@"
                  + done.installed().version()
                  + ": "
                  + words(done));
        }
      }
    }
    DaemonReload.tell(common.directories(), err);
    out.flush();
    err.flush();
    return ExitCode.OK;
  }

  /** What a package brought. */
  private static String words(InstalledGrammars done) {
    var words = new ArrayList<String>();
    if (!done.grammars().isEmpty()) {
      words.add(
          done.grammars().stream()
              .map(grammar -> grammar.name())
              .collect(Collectors.joining(", ")));
    }
    done.extension()
        .ifPresent(
            manifest ->
                words.add(
                    switch (manifest.kind()) {
                      case GRAMMAR -> "a grammar";
                      case FORMATTER -> "a formatter of " + String.join(", ", manifest.files());
                      case ANALYSIS ->
                          "an extension that answers "
                              + String.join(", ", new TreeSet<>(manifest.provides()));
                    }));
    return String.join("; ", words);
  }

  private static InstallProgress progress(ProgressBar bar) {
    return new InstallProgress() {
      @Override
      public void phase(InstallPhase phase, String subject) {
        bar.show(0, 0, phase.name().toLowerCase(Locale.ROOT) + " " + subject);
      }

      @Override
      public void bytes(long done, long total) {
        bar.show(done >> 10, Math.max(0, total >> 10), "KiB");
      }
    };
  }
}
