package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;
import java.util.List;

/**
 * What is wrong with a text.
 *
 * @param items in text order
 * @param truncated whether there are more than were asked for
 */
public record Diagnostics(List<Item> items, boolean truncated) implements Weighed {
  /** Nothing is wrong, or nothing is known. */
  public static final Diagnostics NONE = new Diagnostics(List.of(), false);

  /** Copies the list. */
  public Diagnostics {
    items = List.copyOf(items);
  }

  /**
   * One complaint; always an error as long as only syntax is judged.
   *
   * @param startUtf16 the first unit
   * @param endUtf16 the unit behind the last one; equal to the start only in an empty text
   * @param code stable, for programs
   * @param message for people
   */
  public record Item(int startUtf16, int endUtf16, String code, String message) {
    /** Mends a message that quotes half a pair. */
    public Item {
      message = Units.scalars(message);
    }
  }

  @Override
  public long weightBytes() {
    return 64 + items.stream().mapToLong(item -> 96 + 2L * item.message().length()).sum();
  }
}
