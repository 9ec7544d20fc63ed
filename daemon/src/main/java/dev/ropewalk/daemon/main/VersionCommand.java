package dev.ropewalk.daemon.main;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ropewalk version}. */
@Command(name = "version", description = "Prints the version, and the Java that runs it.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (String line : getVersion()) {
      spec.commandLine().getOut().println(line);
    }
    return ExitCode.OK;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "ropewalk " + Version.NUMBER,
      "Java " + Runtime.version() + " in " + System.getProperty("java.home")
    };
  }
}
