package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.Weighed;
import dev.ropewalk.wasm.treesitter.Matches;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The imports of a text.
 *
 * @param items in text order
 */
public record Imports(List<Found> items) implements Weighed {
  /** None. */
  public static final Imports NONE = new Imports(List.of());

  private static final String IMPORT = "import.";
  private static final int MAX_TARGET = 1_024; // units; no path of a file is longer

  /** Copies the list. */
  public Imports {
    items = List.copyOf(items);
  }

  /**
   * An import at its place.
   *
   * @param style how its target is to be understood: what follows {@code import.} in the query
   * @param target what is imported, without quotes
   * @param name what is taken from it; empty when nothing is named
   * @param startUtf16 where it stands
   */
  public record Found(String style, String target, String name, int startUtf16, int endUtf16) {}

  @Override
  public long weightBytes() {
    return 64
        + items.stream().mapToLong(one -> 120L + one.target().length() + one.name().length()).sum();
  }

  /** The imports that matches tell of; of two with one place the later pattern's counts. */
  public static Imports of(Matches matches, Text text, Pace pace) {
    record Draft(int pattern, Found found) {}
    var byPlace = new LinkedHashMap<Long, Draft>();
    for (int m = 0; m < matches.count(); m++) {
      pace.step();
      String style = "";
      int target = -1;
      int name = -1;
      for (int c = matches.first()[m]; c < matches.first()[m + 1]; c++) {
        String capture = matches.names().get(matches.name()[c]);
        if (capture.startsWith(IMPORT)) {
          style = capture.substring(IMPORT.length());
          target = c;
        } else if (capture.equals("name")) {
          name = c;
        }
      }
      if (target < 0 || length(matches, target) > MAX_TARGET) {
        continue;
      }
      int at = name >= 0 ? name : target;
      var one =
          new Found(
              style,
              unquoted(slice(matches, target, text)),
              name >= 0 && length(matches, name) <= MAX_TARGET ? slice(matches, name, text) : "",
              matches.startUtf16()[at],
              matches.endUtf16()[at]);
      byPlace.merge(
          ((long) one.startUtf16() << 32) | one.endUtf16(),
          new Draft(matches.pattern()[m], one),
          (a, b) -> b.pattern() >= a.pattern() ? b : a);
    }
    return new Imports(
        byPlace.values().stream()
            .map(Draft::found)
            .sorted(Comparator.comparingInt(Found::startUtf16))
            .toList());
  }

  private static int length(Matches matches, int capture) {
    return matches.endUtf16()[capture] - matches.startUtf16()[capture];
  }

  private static String slice(Matches matches, int capture, Text text) {
    return text.slice(matches.startUtf16()[capture], matches.endUtf16()[capture]);
  }

  private static String unquoted(String written) {
    int length = written.length();
    boolean quoted =
        length >= 2
            && ((written.charAt(0) == '<' && written.charAt(length - 1) == '>')
                || ("\"'`".indexOf(written.charAt(0)) >= 0
                    && written.charAt(0) == written.charAt(length - 1)));
    return quoted ? written.substring(1, length - 1) : written;
  }
}
