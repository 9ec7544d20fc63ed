package dev.ropewalk.daemon.analysis.guest;

/**
 * Which texts of open documents an extension sees: those of one connection, as they were when each
 * last came to rest, or as they are.
 *
 * @param owner the connection
 */
public record GuestView(boolean rested, String owner) {

  /** The texts at rest: what is shown unasked does not follow every keystroke. */
  public static GuestView rested(String owner) {
    return new GuestView(true, owner);
  }

  /** The texts as they are. */
  public static GuestView now(String owner) {
    return new GuestView(false, owner);
  }

  /** Names it; different views have different names. */
  String name() {
    return (rested ? "r" : "n") + owner;
  }

  static GuestView named(String name) {
    return new GuestView(name.charAt(0) == 'r', name.substring(1));
  }
}
