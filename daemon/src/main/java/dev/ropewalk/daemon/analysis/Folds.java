package dev.ropewalk.daemon.analysis;

import dev.ropewalk.daemon.engine.Weighed;
import java.util.List;

/**
 * What can be folded away.
 *
 * @param ranges by start, outer before inner; at most one for each start line
 * @param comments start and end of every comment by turns, in UTF-16 code units, in text order
 */
public record Folds(List<Range> ranges, int[] comments) implements Weighed {
  /** Nothing folds, or nothing is known. */
  public static final Folds EMPTY = new Folds(List.of(), new int[0]);

  /** Copies the list. */
  public Folds {
    ranges = List.copyOf(ranges);
  }

  /** What a range is. */
  public enum Kind {
    CODE,
    COMMENT,
    IMPORTS,
    REGION
  }

  /**
   * A range of whole lines, the first of which stays visible.
   *
   * @param startLine the visible line, from 0
   * @param endLine the last hidden line, larger than {@code startLine}
   */
  public record Range(int startLine, int endLine, Kind kind) {}

  @Override
  public long weightBytes() {
    return 64 + 32L * ranges.size() + 4L * comments.length;
  }
}
