package dev.ropewalk.wasm.registry;

import java.nio.file.FileSystems;
import java.util.Locale;

/** An activation event as a manifest names it. */
public sealed interface Trigger {

  /** {@code onLanguage:java}, or {@code onLanguage:*} for any. */
  record OnLanguage(String language) implements Trigger {}

  /** {@code onStartup}: the daemon has started. */
  record OnStartup() implements Trigger {}

  /** {@code workspaceContains:GLOB}: a workspace has a file that matches, from its root. */
  record WorkspaceContains(String glob) implements Trigger {}

  /** {@code onCommand:name}: a client asks for the command. */
  record OnCommand(String command) implements Trigger {}

  /** {@code *}: whatever happens first. */
  record Always() implements Trigger {}

  /** Whether it is this event that happened. */
  default boolean isMetBy(Event event) {
    return switch (this) {
      case OnLanguage(String language) ->
          event instanceof Event.LanguageUsed(String used)
              && (language.equals("*") || language.equals(used));
      case OnStartup() -> event instanceof Event.Started;
      case WorkspaceContains(String glob) ->
          event instanceof Event.WorkspaceOpened opened && opened.contains().test(glob);
      case OnCommand(String command) ->
          event instanceof Event.CommandCalled(String called) && command.equals(called);
      case Always() -> true;
    };
  }

  /**
   * Reads one.
   *
   * @throws ManifestException with the value, when it is none
   */
  static Trigger parse(String text) throws ManifestException {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    boolean bare = colon < 0;
    Trigger found =
        switch (name) {
          case "*" -> bare ? new Always() : null;
          case "onStartup" -> bare ? new OnStartup() : null;
          case "onLanguage" ->
              argument.isEmpty() ? null : new OnLanguage(argument.toLowerCase(Locale.ROOT));
          case "onCommand" -> argument.isEmpty() ? null : new OnCommand(argument);
          case "workspaceContains" -> isGlob(argument) ? new WorkspaceContains(argument) : null;
          default -> null;
        };
    if (found == null) {
      throw new ManifestException(
          "activation",
          text,
          "onLanguage:NAME, onLanguage:*, onStartup, workspaceContains:GLOB, onCommand:NAME or *");
    }
    return found;
  }

  private static boolean isGlob(String glob) {
    try {
      var unused = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      return !glob.isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
