package dev.ropewalk.daemon.main;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ropewalk ext}. */
@Command(
    name = "ext",
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, adds, removes and makes extensions: grammars, formatters, analyses.",
    subcommands = {
      ExtListCommand.class,
      ExtAddCommand.class,
      ExtRemoveCommand.class,
      ExtNewCommand.class,
      ExtDevCommand.class,
      ExtPrepareCommand.class
    })
final class ExtCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, add, remove, new or dev is missing");
  }
}
