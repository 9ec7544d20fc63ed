package dev.ropewalk.daemon.analysis;

import dev.ropewalk.wasm.treesitter.Captures;
import java.util.Arrays;

/** Flattens the nested captures of a highlight query into tokens that do not overlap. */
final class TokenSweep {
  /*
   * Captures are nodes of one tree, so any two are nested or apart; they come by start, outer before
   * inner. A stack holds the open ones. Between two events the innermost open capture gives the
   * token, so an inner one interrupts the outer one, which goes on behind it. Captures of one extent
   * are first settled by rank and pattern (TokenLegend).
   *
   *   I1  `position` never goes back; tokens are emitted left to right.
   *   I2  Ends on the stack do not grow towards its top (an end that would is cut).
   *
   * Cost: O(captures), no allocation for each but the columns.
   */
  private final Captures captures;
  private final int from;
  private final int to;
  private final Pace pace;

  private int[] openEnd = new int[64];
  private int[] openName = new int[64];
  private int open;
  private int position;

  private final TokenColumns out;

  private TokenSweep(Captures captures, int from, int to, Pace pace) {
    this.captures = captures;
    this.from = from;
    this.to = to;
    this.pace = pace;
    out = new TokenColumns(captures.count() + 16);
  }

  /** The tokens within {@code [from, to)}; those that reach out of it are cut. */
  static Tokens of(Captures captures, int from, int to, Pace pace) {
    return new TokenSweep(captures, from, to, pace).run();
  }

  private Tokens run() {
    TokenLegend.Meaning[] meanings =
        captures.names().stream().map(TokenLegend::of).toArray(TokenLegend.Meaning[]::new);
    int[] starts = captures.startUtf16();
    int[] ends = captures.endUtf16();
    for (int i = 0; i < captures.count(); ) {
      int winner = -1;
      int j = i;
      for (; j < captures.count() && starts[j] == starts[i] && ends[j] == ends[i]; j++) {
        pace.step();
        TokenLegend.Meaning meaning = meanings[captures.name()[j]];
        if (meaning.type() != TokenLegend.IGNORED && (winner < 0 || beats(meanings, j, winner))) {
          winner = j;
        }
      }
      if (winner >= 0 && starts[i] < ends[i]) {
        open(meanings, starts[i], ends[i], captures.name()[winner]);
      }
      i = j;
    }
    close(meanings, Integer.MAX_VALUE);
    return out.done();
  }

  private boolean beats(TokenLegend.Meaning[] meanings, int challenger, int holder) {
    int rank = meanings[captures.name()[challenger]].rank();
    int held = meanings[captures.name()[holder]].rank();
    return rank != held
        ? rank > held
        : captures.pattern()[challenger] >= captures.pattern()[holder];
  }

  private void open(TokenLegend.Meaning[] meanings, int at, int until, int name) {
    close(meanings, at);
    if (open > 0) {
      emit(meanings, at);
    }
    position = Math.max(position, at);
    if (open == openEnd.length) {
      openEnd = Arrays.copyOf(openEnd, 2 * open);
      openName = Arrays.copyOf(openName, 2 * open);
    }
    openEnd[open] = open == 0 ? until : Math.min(until, openEnd[open - 1]);
    openName[open++] = name;
  }

  /** Ends every capture that ends at or before a place. */
  private void close(TokenLegend.Meaning[] meanings, int at) {
    while (open > 0 && openEnd[open - 1] <= at) {
      emit(meanings, openEnd[open - 1]);
      open--;
    }
  }

  /** Writes the innermost open capture's token from the position to a place. */
  private void emit(TokenLegend.Meaning[] meanings, int until) {
    TokenLegend.Meaning meaning = meanings[openName[open - 1]];
    int first = Math.max(position, from);
    int behind = Math.min(until, to);
    position = Math.max(position, until);
    if (meaning.type() >= 0) {
      out.add(first, behind, meaning.type(), meaning.modifiers());
    }
  }
}
