package dev.ropewalk.daemon.analysis;

/**
 * Lets a long loop ask now and then whether somebody still wants what it makes. Belongs to one
 * thread.
 */
public final class Pace {
  /**
   * Steps between two questions: one takes at most some microseconds, so they make less than 1 ms.
   */
  static final int STEPS = 128;

  private final Runnable poll;
  private int steps;

  private Pace(Runnable poll) {
    this.poll = poll;
  }

  /** Asks by calling something that throws when nobody does. */
  public static Pace of(Runnable poll) {
    return new Pace(poll);
  }

  /** For what is made in any case. */
  public static Pace unasked() {
    return new Pace(() -> {});
  }

  /** One step of a loop. */
  public void step() {
    if (++steps % STEPS == 0) {
      poll.run();
    }
  }
}
