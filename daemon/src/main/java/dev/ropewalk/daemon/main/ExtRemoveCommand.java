package dev.ropewalk.daemon.main;

import dev.ropewalk.wasm.install.InstalledPackage;
import dev.ropewalk.wasm.install.Outcome;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ropewalk ext remove}. */
@Command(name = "remove", description = "Removes a package that was added; what is built in stays.")
final class ExtRemoveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The package's name, with or without npm:.")
  private String name = "";

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var configuration = common.begin();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String plain = name.startsWith("npm:") ? name.substring("npm:".length()) : name;
    try (var assembly =
        Assembly.open(configuration, common.directories(), Distribution.ofProcess())) {
      switch (assembly.installer().store().remove(plain)) {
        case Outcome.Done<InstalledPackage>(var removed) ->
            out.println("removed " + removed.name() + "@" + removed.version());
        case Outcome.Failed<InstalledPackage>(var problem) ->
            throw new CommandFailure(ExitCode.FAILED, problem.message());
      }
    }
    DaemonReload.tell(common.directories(), err);
    out.flush();
    err.flush();
    return ExitCode.OK;
  }
}
