package dev.ropewalk.protocol.rpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A strict check of one JSON text that also finds the members of its outermost object. */
final class JsonScanner {
  /* Goal: nothing that is not JSON, or is nested too deeply, reaches a recursive or lenient parser,
   * and the envelope of a message is known before its parameters are touched.
   *
   * One pass over the bytes, no recursion; the open containers are a boolean array of the allowed
   * depth. The grammar is RFC 8259 exactly. Bytes that are not UTF-8 are allowed inside strings only
   * (editors send them for files in other encodings, and refusing the message would lose the
   * document) and noted, so that the session can say so.
   *
   * I1  depth <= open.length.
   * I2  every method returns the position after what it read, or -1 after setting failure.
   *
   * Cost: O(bytes), about one comparison for each byte of a string.
   */

  /**
   * A member of the outermost object.
   *
   * @param keyStart the opening quote of its key; {@code keyEnd} is after the closing one
   * @param valueStart the first byte of its value; {@code valueEnd} is after the last
   */
  record Member(int keyStart, int keyEnd, int valueStart, int valueEnd) {}

  /**
   * Why a text was refused.
   *
   * @param tooDeep whether the only thing wrong is the nesting
   */
  record Failure(boolean tooDeep, String message) {}

  private final byte[] text;
  private final boolean[] open;
  private final List<Member> members = new ArrayList<>(4);
  private int depth;
  private boolean malformedUtf8;
  private @Nullable Failure failure;

  /**
   * Prepares to scan.
   *
   * @param maxNesting how many arrays and objects may be open at once
   */
  JsonScanner(byte[] text, int maxNesting) {
    this.text = text;
    this.open = new boolean[maxNesting];
  }

  /** Scans the whole text; null if it is one JSON value with nothing but blanks around it. */
  @Nullable Failure scan() {
    int at = value();
    if (at >= 0 && at < text.length) {
      fail(at, "more follows the end of the message");
    }
    return failure;
  }

  /** The members of the outermost object, in order; empty if the text is no object. */
  List<Member> members() {
    return members;
  }

  /** The first byte that is not blank; 0 for an empty text. */
  byte firstByte() {
    int at = blanks(0);
    return at < text.length ? text[at] : 0;
  }

  /** Whether some string holds bytes that are not UTF-8. */
  boolean hasMalformedUtf8() {
    return malformedUtf8;
  }

  private int value() {
    int at = blanks(0);
    int keyStart = -1;
    int keyEnd = -1;
    int valueStart = -1;
    while (true) {
      // Here a value begins.
      if (at == text.length) {
        return fail(at, "the text ends where a value should be");
      }
      if (depth == 1 && open[0]) {
        valueStart = at;
      }
      byte first = text[at];
      boolean entered = false;
      if (first == '{' || first == '[') {
        if (depth == open.length) {
          failure =
              new Failure(
                  true, "the message is nested deeper than " + open.length + " levels, the limit");
          return -1;
        }
        open[depth++] = first == '{';
        at = blanks(at + 1);
        entered = at == text.length || text[at] != (first == '{' ? '}' : ']');
      } else {
        at = scalar(at, first);
        if (at < 0) {
          return -1;
        }
        if (depth == 1 && open[0]) {
          members.add(new Member(keyStart, keyEnd, valueStart, at));
        }
        at = blanks(at);
      }
      // Here a value has ended, or a container was entered and is not empty.
      while (!entered) {
        if (depth == 0) {
          return at;
        }
        if (at == text.length) {
          return fail(at, "the text ends inside " + (open[depth - 1] ? "an object" : "an array"));
        }
        byte next = text[at];
        if (next == ',') {
          at = blanks(at + 1);
          break;
        }
        if (next != (open[depth - 1] ? '}' : ']')) {
          return fail(
              at, "expected ',' or the end of " + (open[depth - 1] ? "an object" : "an array"));
        }
        depth--;
        at++;
        if (depth == 1 && open[0]) {
          members.add(new Member(keyStart, keyEnd, valueStart, at));
        }
        at = blanks(at);
      }
      if (open[depth - 1]) {
        int start = at;
        at = key(at);
        if (at < 0) {
          return -1;
        }
        if (depth == 1) {
          keyStart = start;
          keyEnd = at;
        }
        at = colon(at);
        if (at < 0) {
          return -1;
        }
      }
    }
  }

  private int key(int at) {
    if (at == text.length || text[at] != '"') {
      return fail(at, "expected the name of a member in quotes");
    }
    return string(at);
  }

  private int colon(int at) {
    int after = blanks(at);
    if (after == text.length || text[after] != ':') {
      return fail(after, "expected ':' after the name of a member");
    }
    return blanks(after + 1);
  }

  private int scalar(int at, byte first) {
    return switch (first) {
      case '"' -> string(at);
      case 't' -> literal(at, "true");
      case 'f' -> literal(at, "false");
      case 'n' -> literal(at, "null");
      default ->
          first == '-' || isDigit(first) ? number(at) : fail(at, "expected the start of a value");
    };
  }

  private int string(int quote) {
    int at = quote + 1;
    while (at < text.length) {
      byte next = text[at];
      if (next == '"') {
        return at + 1;
      }
      if (next == '\\') {
        at = escape(at + 1);
        if (at < 0) {
          return -1;
        }
      } else if (next >= 0x20) {
        at++;
      } else if (next < 0) {
        at = Utf8Sequence.end(text, at);
        if (at < 0) {
          malformedUtf8 = true;
          at = -at;
        }
      } else {
        return fail(at, "a control character in a string must be escaped");
      }
    }
    return fail(at, "the text ends inside a string");
  }

  private int escape(int at) {
    if (at == text.length) {
      return fail(at, "the text ends inside a string");
    }
    byte kind = text[at];
    if (kind != 'u') {
      return "\"\\/bfnrt".indexOf(kind) >= 0 ? at + 1 : fail(at, "unknown escape in a string");
    }
    int end = at + 5;
    for (int i = at + 1; i < end; i++) {
      if (i >= text.length || Character.digit(text[i], 16) < 0) {
        return fail(i, "\\u needs four hexadecimal digits");
      }
    }
    return end;
  }

  private int number(int start) {
    int at = text[start] == '-' ? start + 1 : start;
    if (at < text.length && text[at] == '0') {
      at++;
    } else {
      int digits = at;
      at = digits(at);
      if (at == digits) {
        return fail(at, "a number needs a digit here");
      }
    }
    if (at < text.length && text[at] == '.') {
      int digits = at + 1;
      at = digits(digits);
      if (at == digits) {
        return fail(at, "a number needs a digit after its point");
      }
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      if (at < text.length && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      int digits = at;
      at = digits(at);
      if (at == digits) {
        return fail(at, "a number needs a digit in its exponent");
      }
    }
    return at;
  }

  private int digits(int at) {
    int end = at;
    while (end < text.length && isDigit(text[end])) {
      end++;
    }
    return end;
  }

  private int literal(int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= text.length || text[at + i] != word.charAt(i)) {
        return fail(at, "expected '" + word + "'");
      }
    }
    return at + word.length();
  }

  private int blanks(int at) {
    int end = at;
    while (end < text.length
        && (text[end] == ' ' || text[end] == '\n' || text[end] == '\r' || text[end] == '\t')) {
      end++;
    }
    return end;
  }

  private int fail(int at, String what) {
    failure = new Failure(false, "malformed JSON at byte " + at + ": " + what);
    return -1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
