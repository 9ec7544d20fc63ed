package dev.ropewalk.daemon.workspace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line of a {@code .gitignore}. */
final class IgnorePattern {
  /*
   * What git does (dir.c and wildmatch.c of 2.39), over bytes of UTF-8, as git has it: `?` is one
   * byte. A pattern without a slash is matched with the last name, another one with the path below
   * the directory of its file; the part before its first wildcard is compared and cut off first, so
   * that `a**` + `/b` has its `**` at a beginning. The differential test against `git check-ignore`
   * found these; JGit's IgnoreNode answered 8 of 8,388 paths otherwise.
   *
   * A match of wildcards may take exponential time; after MAX_STEPS the pattern does not match.
   */
  private static final int MAX_STEPS = 100_000; // a real pattern takes some hundred
  private static final int MAX_LENGTH = 4_096; // bytes; a path is not longer

  private static final int MATCH = 0;
  private static final int NO_MATCH = 1;
  private static final int ABORT_ALL = -1;
  private static final int ABORT_TO_STARSTAR = -2;

  private final byte[] pattern; // with a 0 behind it
  private final int length;
  private final int literal; // bytes before the first wildcard
  private final boolean negative;
  private final boolean directoriesOnly;
  private final boolean nameOnly;

  private IgnorePattern(byte[] line, boolean negative) {
    int end = line.length;
    directoriesOnly = end > 0 && line[end - 1] == '/';
    if (directoriesOnly) {
      end--;
    }
    this.negative = negative;
    pattern = Arrays.copyOf(line, end + 1);
    pattern[end] = 0;
    length = end;
    boolean slash = false;
    int plain = end;
    for (int i = end - 1; i >= 0; i--) {
      slash |= pattern[i] == '/';
      if (isSpecial(pattern[i])) {
        plain = i;
      }
    }
    nameOnly = !slash;
    literal = plain;
  }

  /** The patterns of a file, in its order. */
  static List<IgnorePattern> parse(byte[] file) {
    var patterns = new ArrayList<IgnorePattern>();
    int from = 0;
    if (file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB) {
      from = 3; // a byte order mark
    }
    while (from < file.length) {
      int to = from;
      while (to < file.length && file[to] != '\n') {
        to++;
      }
      int end = to > from && to < file.length && file[to - 1] == '\r' ? to - 1 : to;
      IgnorePattern pattern = of(Arrays.copyOfRange(file, from, end));
      if (pattern != null) {
        patterns.add(pattern);
      }
      from = to + 1;
    }
    return List.copyOf(patterns);
  }

  /** A pattern of a setting. */
  static @Nullable IgnorePattern of(String line) {
    return of(line.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable IgnorePattern of(byte[] raw) {
    byte[] line = withoutTrailingSpaces(raw);
    if (line.length == 0 || line[0] == '#' || line.length > MAX_LENGTH) {
      return null;
    }
    boolean negative = line[0] == '!';
    byte[] rest = negative ? Arrays.copyOfRange(line, 1, line.length) : line;
    return new IgnorePattern(rest, negative);
  }

  private static byte[] withoutTrailingSpaces(byte[] line) {
    int space = -1;
    int end = line.length;
    for (int i = 0; i < line.length; i++) {
      if (line[i] == 0) {
        end = i;
        break;
      }
      if (line[i] == ' ') {
        space = space < 0 ? i : space;
        continue;
      }
      if (line[i] == '\\' && ++i >= line.length) {
        return line;
      }
      space = -1;
    }
    return Arrays.copyOf(line, space >= 0 ? space : end);
  }

  /** Whether a match takes a path back in. */
  boolean isNegative() {
    return negative;
  }

  /**
   * Whether a path is meant.
   *
   * @param path below the directory of the file, with slashes, and a 0 behind it
   * @param name where its last name begins
   */
  boolean matches(byte[] path, int name, boolean directory) {
    if (directoriesOnly && !directory) {
      return false;
    }
    return nameOnly ? matchesName(path, name) : matchesPath(path);
  }

  private boolean matchesName(byte[] path, int name) {
    int end = path.length - 1;
    if (literal == length) {
      return end - name == length && Arrays.equals(path, name, end, pattern, 0, length);
    }
    return new Matching(pattern, 0, path, name, false).run();
  }

  private boolean matchesPath(byte[] path) {
    int from = length > 0 && pattern[0] == '/' ? 1 : 0;
    int prefix = literal - from;
    int end = path.length - 1;
    if (prefix > 0) {
      if (prefix > end || !Arrays.equals(path, 0, prefix, pattern, from, from + prefix)) {
        return false;
      }
      if (from + prefix == length && prefix == end) {
        return true;
      }
    }
    return new Matching(pattern, from + Math.max(prefix, 0), path, Math.max(prefix, 0), true).run();
  }

  private static boolean isSpecial(byte c) {
    return c == '*' || c == '?' || c == '[' || c == '\\';
  }

  /** One comparison of a pattern, from a place on, with a text, from a place on. */
  private static final class Matching {
    private final byte[] p;
    private final int first;
    private final byte[] t;
    private final int start;
    private final boolean pathname;
    private int steps;

    Matching(byte[] pattern, int first, byte[] text, int start, boolean pathname) {
      p = pattern;
      this.first = first;
      t = text;
      this.start = start;
      this.pathname = pathname;
    }

    boolean run() {
      return wild(first, start) == MATCH;
    }

    private int wild(int patternAt, int textAt) {
      int pi = patternAt;
      int ti = textAt;
      for (; p[pi] != 0; pi++, ti++) {
        if (++steps > MAX_STEPS) {
          return ABORT_ALL;
        }
        int c = t[ti] & 0xff;
        if (c == 0 && p[pi] != '*') {
          return ABORT_ALL;
        }
        switch (p[pi]) {
          case '?' -> {
            if (pathname && c == '/') {
              return NO_MATCH;
            }
          }
          case '[' -> {
            int behind = set(pi, c);
            if (behind < 0) {
              return behind == -1 ? NO_MATCH : ABORT_ALL;
            }
            pi = behind;
          }
          case '*' -> {
            boolean slashes = !pathname;
            pi++;
            if (p[pi] == '*') {
              int before = pi - 2;
              while (p[pi] == '*') {
                pi++;
              }
              if (pathname) {
                boolean whole =
                    (before < patternAt || p[before] == '/')
                        && (p[pi] == 0 || p[pi] == '/' || (p[pi] == '\\' && p[pi + 1] == '/'));
                if (whole && p[pi] == '/' && wild(pi + 1, ti) == MATCH) {
                  return MATCH;
                }
                slashes = whole;
              }
            }
            if (p[pi] == 0) {
              return slashes || slash(ti) < 0 ? MATCH : NO_MATCH;
            }
            if (!slashes && p[pi] == '/') {
              ti = slash(ti);
              if (ti < 0) {
                return NO_MATCH;
              }
              continue; // the slash is what the next step begins behind
            }
            return star(pi, ti, slashes);
          }
          default -> {
            if (p[pi] == '\\') {
              pi++;
            }
            if (c != (p[pi] & 0xff)) {
              return NO_MATCH;
            }
          }
        }
      }
      return t[ti] == 0 ? MATCH : NO_MATCH;
    }

    /** What follows an asterisk, tried from every place that it can reach. */
    private int star(int pi, int from, boolean slashes) {
      int ti = from;
      while (t[ti] != 0) {
        if (!isSpecial(p[pi])) {
          while (t[ti] != 0 && (slashes || t[ti] != '/') && t[ti] != p[pi]) {
            ti++;
          }
          if (t[ti] != p[pi]) {
            return NO_MATCH;
          }
        }
        int found = wild(pi, ti);
        if (found != NO_MATCH) {
          if (!slashes || found != ABORT_TO_STARSTAR) {
            return found;
          }
        } else if (!slashes && t[ti] == '/') {
          return ABORT_TO_STARSTAR;
        }
        ti++;
      }
      return ABORT_ALL;
    }

    private int slash(int from) {
      for (int i = from; t[i] != 0; i++) {
        if (t[i] == '/') {
          return i;
        }
      }
      return -1;
    }

    /** Where a set ends that has the byte; -1 when it has not, -2 when it is malformed. */
    private int set(int open, int c) {
      int i = open + 1;
      boolean negated = p[i] == '!' || p[i] == '^';
      if (negated) {
        i++;
      }
      boolean found = false;
      int before = 0;
      do {
        int now = p[i] & 0xff;
        if (now == 0) {
          return -2;
        }
        if (now == '\\') {
          now = p[++i] & 0xff;
          if (now == 0) {
            return -2;
          }
          found |= c == now;
        } else if (now == '-' && before != 0 && p[i + 1] != 0 && p[i + 1] != ']') {
          now = p[++i] & 0xff;
          if (now == '\\') {
            now = p[++i] & 0xff;
            if (now == 0) {
              return -2;
            }
          }
          found |= before <= c && c <= now;
          now = 0;
        } else if (now == '[' && p[i + 1] == ':') {
          int name = i + 2;
          int end = name;
          while (p[end] != 0 && p[end] != ']') {
            end++;
          }
          if (p[end] == 0) {
            return -2;
          }
          if (end - name - 1 < 0 || p[end - 1] != ':') {
            found |= c == '['; // no class after all
          } else {
            int in = inClass(new String(p, name, end - 1 - name, StandardCharsets.UTF_8), c);
            if (in < 0) {
              return -2;
            }
            found |= in == 1;
            i = end;
            now = 0;
          }
        } else {
          found |= c == now;
        }
        before = now;
        i++;
      } while (p[i] != ']');
      return found == negated || (pathname && c == '/') ? -1 : i;
    }

    private static int inClass(String name, int c) {
      boolean ascii = c < 128;
      boolean letter = ascii && Character.isLetter(c);
      boolean digit = c >= '0' && c <= '9';
      boolean printed = c > 32 && c < 127;
      boolean in;
      switch (name.toLowerCase(Locale.ROOT).equals(name) ? name : "") {
        case "alnum" -> in = letter || digit;
        case "alpha" -> in = letter;
        case "blank" -> in = c == ' ' || c == '\t';
        case "cntrl" -> in = c < 32 || c == 127;
        case "digit" -> in = digit;
        case "graph" -> in = printed;
        case "lower" -> in = c >= 'a' && c <= 'z';
        case "print" -> in = printed || c == ' ';
        case "punct" -> in = printed && !letter && !digit;
        case "space" -> in = c == ' ' || (c >= 9 && c <= 13);
        case "upper" -> in = c >= 'A' && c <= 'Z';
        case "xdigit" -> in = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        default -> {
          return -1;
        }
      }
      return in ? 1 : 0;
    }
  }
}
