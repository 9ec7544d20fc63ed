package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import java.util.Locale;
import java.util.Set;

/**
 * A stretch of a text that is of another language.
 *
 * @param language its name as the text or the query has it
 * @param startUtf16 the first unit
 * @param endUtf16 the unit behind it, larger than the first
 * @param named whether the text names the language, as a sample's fence does; else it is of it by
 *     its place, as a script
 * @param whole whether all of the stretch is of that language; else what nodes of the text's own
 *     language take of it is not: the {@code >} of a quotation
 */
record Injected(String language, int startUtf16, int endUtf16, boolean named, boolean whole) {
  /** Longer names are of no language. */
  private static final int MAX_NAME = 64;

  /**
   * Languages that pages of old put between {@code <!--} and {@code -->}; both are nothing there
   * (CSS Syntax: CDO and CDC; ECMAScript, Annex B), and their grammars do not know it.
   */
  private static final Set<String> HIDDEN = Set.of("css", "javascript");

  /**
   * The name alone: the word after {@code ```} may have more behind it ({@code rust,ignore}) or a
   * decoration ({@code {.python}}). Empty when there is none.
   */
  static String name(String written) {
    int from = 0;
    while (from < written.length() && "{. \t".indexOf(written.charAt(from)) >= 0) {
      from++;
    }
    int to = from;
    while (to < written.length() && ",;:{} \t\r\n".indexOf(written.charAt(to)) < 0) {
      to++;
    }
    return to - from > MAX_NAME ? "" : written.substring(from, to).toLowerCase(Locale.ROOT);
  }

  /**
   * The stretch by itself; every unit keeps its place.
   *
   * @param holes first unit and unit behind the last one of what is to be blank by turns
   */
  Text cut(Text text, int[] holes) {
    String slice = text.slice(startUtf16, endUtf16);
    boolean hidden = !named && HIDDEN.contains(language) && slice.stripLeading().startsWith("<!--");
    if (holes.length == 0 && !hidden) {
      return Text.of(slice);
    }
    var blank = new StringBuilder(slice);
    for (int i = 0; i < holes.length; i += 2) {
      blank(blank, holes[i] - startUtf16, holes[i + 1] - startUtf16);
    }
    if (hidden) {
      int open = slice.indexOf("<!--");
      blank(blank, open, open + 4);
      String end = slice.stripTrailing();
      if (end.endsWith("-->")) {
        blank(blank, end.length() - 3, end.length());
      }
    }
    return Text.of(blank);
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text.charAt(at) != '\n' && text.charAt(at) != '\r') {
        text.setCharAt(at, ' ');
      }
    }
  }
}
