package dev.ropewalk.daemon.analysis;

/** Tokens of one language over those of another. */
final class TokenLayers {
  /*
   * Both are sorted and do not overlap (Tokens), so one pass over each suffices: O(base + top).
   */
  private TokenLayers() {}

  /** What the upper tokens leave of the lower ones, and the upper ones. */
  static Tokens over(Tokens base, Tokens top, Pace pace) {
    if (top.count() == 0) {
      return base;
    }
    var out = new TokenColumns(base.count() + top.count() + 16);
    int next = 0;
    int behind = 0; // the end of the last upper token
    for (int i = 0; i < base.count(); i++) {
      pace.step();
      int at = Math.max(base.startUtf16()[i], behind);
      int until = base.endUtf16()[i];
      while (next < top.count() && top.startUtf16()[next] < until) {
        out.add(at, top.startUtf16()[next], base.type()[i], base.modifiers()[i]);
        addOne(out, top, next);
        behind = top.endUtf16()[next++];
        at = Math.max(at, behind);
      }
      out.add(at, until, base.type()[i], base.modifiers()[i]);
    }
    for (; next < top.count(); next++) {
      pace.step();
      addOne(out, top, next);
    }
    return out.done();
  }

  private static void addOne(TokenColumns out, Tokens tokens, int i) {
    out.add(tokens.startUtf16()[i], tokens.endUtf16()[i], tokens.type()[i], tokens.modifiers()[i]);
  }

  /**
   * Adds the tokens of a stretch at their place in the text.
   *
   * @param place where the stretch begins
   * @param holes what stays free of tokens: first unit and unit behind the last one by turns,
   *     ascending, in the text
   * @param from the first unit of the text that may have tokens
   * @param to the unit behind the last such one
   */
  static void place(
      Tokens tokens, int place, int[] holes, int from, int to, TokenColumns out, Pace pace) {
    int hole = 0;
    for (int i = 0; i < tokens.count(); i++) {
      pace.step();
      int at = Math.max(place + tokens.startUtf16()[i], from);
      int until = Math.min(place + tokens.endUtf16()[i], to);
      while (hole < holes.length && holes[hole + 1] <= at) {
        hole += 2;
      }
      for (int h = hole; h < holes.length && holes[h] < until; h += 2) {
        out.add(at, holes[h], tokens.type()[i], tokens.modifiers()[i]);
        at = Math.max(at, holes[h + 1]);
      }
      out.add(at, until, tokens.type()[i], tokens.modifiers()[i]);
    }
  }
}
