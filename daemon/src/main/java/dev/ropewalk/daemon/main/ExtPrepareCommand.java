package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.extension.LanguageCatalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk ext prepare}: what the build calls, so that no first start has to compile. */
@Command(
    name = "prepare",
    hidden = true,
    description = {
      "Compiles every grammar that is built in into a directory.",
      "Exit codes: 0 done, 1 a grammar could not be compiled."
    })
final class ExtPrepareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Where the compiled grammars go.")
  private Path folder = Path.of("");

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var configuration = common.begin();
    PrintWriter err = spec.commandLine().getErr();
    int code = ExitCode.OK;
    try (var assembly =
        Assembly.compilingInto(
            folder.toAbsolutePath(),
            configuration,
            common.directories(),
            Distribution.ofProcess())) {
      List<LanguageCatalogue.Served> builtIn =
          assembly.languages().served().stream()
              .filter(served -> served.grammar().origin().equals("built in"))
              .toList();
      var prepared = builtIn.stream().map(served -> served.syntax().prepare()).toList();
      for (var one : prepared) {
        try {
          var unused = one.join();
        } catch (CompletionException e) {
          err.println("ropewalk: " + e.getCause().getMessage());
          code = ExitCode.FAILED;
        }
      }
    }
    err.flush();
    return code;
  }
}
