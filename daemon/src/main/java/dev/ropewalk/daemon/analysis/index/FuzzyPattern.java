package dev.ropewalk.daemon.analysis.index;

/** A few letters that somebody typed to find a name. */
public final class FuzzyPattern {
  /*
   * A name fits when the pattern's characters are in it in their order. An upper-case letter is meant
   * as such; any other character stands for both cases. The score of a fit is the sum over its
   * characters of
   *
   *   MATCH, and
   *   the bonus of its place (START at the beginning of the name, WORD at that of a word, HUMP at an
   *   upper-case letter behind a lower-case one or a digit behind a letter), or CONSECUTIVE if it
   *   follows the one before it directly and that is more; for the pattern's first character the
   *   bonus counts twice,
   *
   * less GAP and, for each further character, GAP_MORE for what is passed over between two of them.
   * The score of a name is that of its best fit. (The weights are those of fzf, but for the bonus of
   * a run, which there is that of the run's beginning.)
   *
   * Cost: the product of both lengths, by dynamic programming; most names are passed over by the set
   * of their letters before that (letters()).
   */
  static final int MATCH = 16;
  static final int START = 10;
  static final int WORD = 8;
  static final int HUMP = 7;
  static final int CONSECUTIVE = 5;
  static final int GAP = 3;
  static final int GAP_MORE = 1;

  /** The score of a name that does not fit. */
  public static final int NONE = Integer.MIN_VALUE;

  private static final int MAX_PATTERN = 64; // characters
  private static final int MAX_NAME = 256; // characters; what is behind them is not looked at
  private static final int FAR = -1_000_000; // less than any score

  private final char[] pattern;
  private final long letters;

  private FuzzyPattern(char[] pattern) {
    this.pattern = pattern;
    letters = letters(new String(pattern));
  }

  /** A pattern; white space in it counts for nothing. */
  public static FuzzyPattern of(String query) {
    String kept = query.replaceAll("\\s+", "");
    return new FuzzyPattern(kept.substring(0, Math.min(kept.length(), MAX_PATTERN)).toCharArray());
  }

  /** The characters of a text as a set of 64, whatever their case. */
  static long letters(String text) {
    long set = 0;
    for (int i = 0; i < text.length(); i++) {
      set |= 1L << Character.toLowerCase(text.charAt(i));
    }
    return set;
  }

  /** Whether a name with such letters may fit. */
  boolean mayFit(long lettersOfName) {
    return (letters & ~lettersOfName) == 0;
  }

  /** The score of a name, or {@link #NONE}. */
  public int score(String name) {
    int n = Math.min(name.length(), MAX_NAME);
    int m = pattern.length;
    if (m == 0) {
      return 0;
    }
    if (m > n) {
      return NONE;
    }
    int[] ending = new int[n]; // the best fit of the pattern so far whose last character is here
    int[] before = new int[n];
    for (int i = 0; i < m; i++) {
      int open = FAR; // the best fit of the characters before, with a gap from there to here
      boolean any = false;
      for (int j = 0; j < n; j++) {
        if (i > 0 && j >= 2) {
          open = Math.max(open - GAP_MORE, before[j - 2] - GAP);
        }
        ending[j] = FAR;
        if (j < i || !fits(pattern[i], name.charAt(j))) {
          continue;
        }
        int bonus = bonus(name, j);
        if (i == 0) {
          ending[j] = MATCH + 2 * bonus;
        } else {
          int run = before[j - 1] + Math.max(bonus, CONSECUTIVE);
          ending[j] = MATCH + Math.max(run, open + bonus);
        }
        any |= ending[j] > FAR / 2;
      }
      if (!any) {
        return NONE;
      }
      int[] swap = before;
      before = ending;
      ending = swap;
    }
    int best = FAR;
    for (int j = 0; j < n; j++) {
      best = Math.max(best, before[j]);
    }
    return best > FAR / 2 ? best : NONE;
  }

  static boolean fits(char wanted, char there) {
    return wanted == there
        || (!Character.isUpperCase(wanted)
            && Character.toLowerCase(wanted) == Character.toLowerCase(there));
  }

  static int bonus(String name, int at) {
    if (at == 0) {
      return START;
    }
    char here = name.charAt(at);
    char last = name.charAt(at - 1);
    if (Character.isLetterOrDigit(here) && !Character.isLetterOrDigit(last)) {
      return WORD;
    }
    boolean hump = Character.isUpperCase(here) && !Character.isUpperCase(last);
    boolean number = Character.isDigit(here) && !Character.isDigit(last);
    return hump || number ? HUMP : 0;
  }
}
