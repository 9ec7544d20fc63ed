package dev.ropewalk.daemon.main;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ropewalk cache}. */
@Command(
    name = "cache",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Shows, checks and clears the results that are kept on disk; daemons may run meanwhile.",
    subcommands = {CacheStatsCommand.class, CacheVerifyCommand.class, CacheClearCommand.class})
final class CacheCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "stats, verify or clear is missing");
  }
}
