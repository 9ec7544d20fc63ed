package dev.ropewalk.daemon.main;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of Ropewalk. */
@Command(
    name = "ropewalk",
    synopsisSubcommandLabel = "COMMAND",
    description = "One editing daemon for every language, with WebAssembly extensions.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:done, and something is wrong in what was looked at; or the wish could not be met",
      "2:the command line is wrong",
      "3:cannot start or go on here; the message says what is missing"
    },
    subcommands = {
      ServeCommand.class,
      LspCommand.class,
      CheckCommand.class,
      SymbolsCommand.class,
      ExtCommand.class,
      CacheCommand.class,
      ExplainCommand.class,
      ConfigCommand.class,
      VersionCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Starts a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command and gives its exit code. */
  static int run(String[] arguments) {
    var commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println("ropewalk: " + message(failure));
          command.getErr().flush();
          System.getLogger(Main.class.getName())
              .log(System.Logger.Level.DEBUG, "the command failed", failure);
          return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILED;
        });
    // Every command says the same about exit codes and help as the whole does.
    commandLine.getSubcommands().values().forEach(Main::inherit);
    return commandLine.execute(arguments);
  }

  private static void inherit(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.mixinStandardHelpOptions(true);
    if (spec.usageMessage().exitCodeList().isEmpty()) {
      var root = spec.root().usageMessage();
      spec.usageMessage().exitCodeListHeading(root.exitCodeListHeading());
      spec.usageMessage().exitCodeList(root.exitCodeList());
    }
    command.getSubcommands().values().forEach(Main::inherit);
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
