package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.config.ConfigurationFile;
import dev.ropewalk.daemon.config.UserDirectories;
import picocli.CommandLine.Option;

/** What every command that does something takes, and how it begins. */
final class CommonOptions {
  @Option(
      names = {"-v", "--verbose"},
      description = "Log details, to standard error and to the log file.")
  private boolean verbose;

  private final UserDirectories directories = UserDirectories.ofProcess();

  /** Sets logging up, and reads the user's settings; tells what is wrong in them. */
  Configuration begin() {
    var loaded = ConfigurationFile.load(directories.configurationFile());
    LogFile.install(directories.logs(), loaded.configuration().log(), verbose);
    for (String problem : loaded.problems()) {
      System.err.println("ropewalk: " + problem);
      System.getLogger(CommonOptions.class.getName()).log(System.Logger.Level.WARNING, problem);
    }
    return loaded.configuration();
  }

  UserDirectories directories() {
    return directories;
  }
}
