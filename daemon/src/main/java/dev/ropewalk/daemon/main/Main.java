package dev.ropewalk.daemon.main;

import java.util.List;
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
    })
public final class Main implements Runnable {
  /** In the order of help. */
  private static final List<String> COMMANDS =
      List.of("serve", "lsp", "check", "symbols", "ext", "cache", "explain", "config", "version");

  @Spec private CommandSpec spec;

  /** Starts a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command and gives its exit code. */
  static int run(String[] arguments) {
    var commandLine = new CommandLine(new Main());
    // Reading the annotations of all commands takes longer than the rest of the start of one.
    String meant = arguments.length == 0 ? "" : arguments[0];
    for (String name : COMMANDS.contains(meant) ? List.of(meant) : COMMANDS) {
      commandLine.addSubcommand(command(name));
    }
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

  // No constructor references: JDK 25 crashes when it archives those of classes that it leaves out.
  private static Object command(String name) {
    return switch (name) {
      case "serve" -> new ServeCommand();
      case "lsp" -> new LspCommand();
      case "check" -> new CheckCommand();
      case "symbols" -> new SymbolsCommand();
      case "ext" -> new ExtCommand();
      case "cache" -> new CacheCommand();
      case "explain" -> new ExplainCommand();
      case "config" -> new ConfigCommand();
      case "version" -> new VersionCommand();
      default -> throw new IllegalArgumentException(name + " is no command");
    };
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
