package dev.ropewalk.daemon.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Stretches of a text as start and end by turns. */
final class Spans {
  private Spans() {}

  /** All of them by start. */
  static int[] sorted(List<int[]> lists) {
    long[] all =
        lists.stream()
            .flatMapToLong(
                list ->
                    IntStream.range(0, list.length / 2)
                        .mapToLong(i -> ((long) list[2 * i] << 32) | list[2 * i + 1]))
            .toArray();
    Arrays.sort(all);
    int[] spans = new int[2 * all.length];
    for (int i = 0; i < all.length; i++) {
      spans[2 * i] = (int) (all[i] >>> 32);
      spans[2 * i + 1] = (int) all[i];
    }
    return spans;
  }
}
