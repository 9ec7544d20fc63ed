package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.GuestText;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises valid text that a default grammar does not know, so that it is not called wrong. */
final class GrammarGaps {
  /*
   * A rule must never hide a real error. So each one reads the whole construct around the error, to
   * both of its ends, and accepts it only when all of it is well-formed; what is cut off by the end
   * of the text or holds a bracket of an outer construct is not. Looks are bounded by REACH.
   */
  private static final int REACH = 2_000; // UTF-16 units to each side of an error

  // CSS: a declaration, by its tokens; and what of it the grammar does not know.
  private static final String CSS_TOKEN =
      "(?:url\\([^()\"'\\s;{}]*\\)|[-\\w]+\\((?:[^(){};\"']|\"[^\"]*\"|'[^']*')*\\)"
          + "|[-+#.%\\w\\p{L}!\\\\]+|[,/]|\"[^\"\\n]*\"|'[^'\\n]*')";
  private static final Pattern CSS_DECLARATION =
      Pattern.compile(
          "\\s*(\\*?)[-\\w]+\\s*:\\s*" + CSS_TOKEN + "(?:\\s*+" + CSS_TOKEN + ")*+\\s*");
  private static final Pattern CSS_PROGID =
      Pattern.compile(
          "\\s*(?:-ms-)?filter\\s*:(?:\\s*alpha\\(\\s*opacity\\s*=\\s*\\d+\\s*\\)|\\s*progid:[\\w.]+\\((?:[^(){};\"']|\"[^\"]*\"|'[^']*')*\\))+\\s*");
  private static final Pattern CSS_LAYERS =
      Pattern.compile(
          "\\s*@layer\\s+[-\\w]+(?:\\.[-\\w]+)*(?:\\s*,\\s*[-\\w]+(?:\\.[-\\w]+)*)*\\s*");
  private static final Pattern CSS_FRAMES =
      Pattern.compile("\\s*(?:from|to|\\d*\\.?\\d+%)(?:\\s*,\\s*(?:from|to|\\d*\\.?\\d+%))*\\s*");
  private static final Pattern CSS_COMMENT = Pattern.compile("/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/");
  private static final Pattern CSS_UNKNOWN =
      Pattern.compile("url\\([^()\"'\\s]+\\)|[\\p{L}&&[^a-zA-Z]]|\\\\9\\b");

  private static final Pattern HTML_TEXT = Pattern.compile("[&>][^<]*");

  private static final Pattern BASH_SUBSTRING = Pattern.compile("\\$\\{\\w+:\\$\\w+:\\$?\\w+\\}");

  private static final Pattern RUST_WHERE =
      Pattern.compile("struct\\s+\\w+\\s*(?:<[^;{}()]*>\\s*)?where\\s[^;{}()]*;");

  private static final String TS_PARAMETER =
      "(?:const\\s+)?(?:in\\s+)?(?:out\\s+)?[A-Za-z_$][\\w$]*(?:\\s+extends\\s+[\\w$.]+)?"
          + "(?:\\s*=\\s*[\\w$.]+)?";
  private static final Pattern TS_VARIANCE =
      Pattern.compile(
          "(?:interface|class|type)\\s+[\\w$]+\\s*<\\s*"
              + TS_PARAMETER
              + "(?:\\s*,\\s*"
              + TS_PARAMETER
              + ")*\\s*,?\\s*>");
  private static final Pattern TS_GLOBAL = Pattern.compile("(?<=[{};])\\s*global\\s*\\{");

  private GrammarGaps() {}

  /** The rules for a grammar, if it has gaps that are known. */
  static Optional<BiPredicate<GuestText, SyntaxError>> of(String grammar) {
    return switch (grammar) {
      case "css" -> Optional.of(GrammarGaps::isCss);
      case "html" -> Optional.of(GrammarGaps::isHtmlText);
      case "bash" ->
          Optional.of((text, error) -> isMissing(error, "}") && spans(text, error, BASH_SUBSTRING));
      case "rust" ->
          Optional.of((text, error) -> isRustTry(text, error) || spans(text, error, RUST_WHERE));
      case "typescript", "tsx" ->
          Optional.of(
              (text, error) ->
                  error.kind() == SyntaxError.Kind.ERROR
                      ? spans(text, error, TS_VARIANCE)
                      : isMissing(error, ";") && spans(text, error, TS_GLOBAL));
      default -> Optional.empty();
    };
  }

  private static boolean isMissing(SyntaxError error, String token) {
    return error.kind() == SyntaxError.Kind.MISSING
        && error.expected().size() == 1
        && error.expected().getFirst().equals(token);
  }

  private static String before(GuestText text, SyntaxError error) {
    return text.slice(Math.max(0, error.startUtf16() - REACH), error.startUtf16());
  }

  private static String after(GuestText text, SyntaxError error) {
    int end = error.endUtf16();
    return text.slice(end, Math.min(text.lengthUtf16(), end + REACH));
  }

  /** Whether a construct stands on the error, all of it. */
  private static boolean spans(GuestText text, SyntaxError error, Pattern construct) {
    String before = before(text, error);
    int length = error.endUtf16() - error.startUtf16();
    if (length > REACH) {
      return false;
    }
    String around = before + text.slice(error.startUtf16(), error.endUtf16()) + after(text, error);
    Matcher matcher = construct.matcher(around);
    while (matcher.find() && matcher.start() <= before.length()) {
      if (matcher.end() >= before.length() + length && matcher.end() > before.length()) {
        return true;
      }
    }
    return false;
  }

  /** {@code try!(…)} of the 2015 edition, which the grammar takes for the keyword of today. */
  private static boolean isRustTry(GuestText text, SyntaxError error) {
    return error.kind() == SyntaxError.Kind.ERROR
        && error.endUtf16() - error.startUtf16() == 4
        && text.slice(error.startUtf16(), error.endUtf16()).equals("try!")
        && after(text, error).startsWith("(");
  }

  /** A bare {@code &} or {@code >} in text, which HTML allows. */
  private static boolean isHtmlText(GuestText text, SyntaxError error) {
    if (error.kind() != SyntaxError.Kind.ERROR || error.endUtf16() - error.startUtf16() > REACH) {
      return false;
    }
    String before = before(text, error);
    boolean inText = before.lastIndexOf('>') > before.lastIndexOf('<');
    return inText && HTML_TEXT.matcher(text.slice(error.startUtf16(), error.endUtf16())).matches();
  }

  /**
   * Declarations of Internet Explorer ({@code *display}, {@code progid:}), unquoted URLs before
   * other values, names outside ASCII, dots in the names of layers and in the percentages of
   * keyframes.
   */
  private static boolean isCss(GuestText text, SyntaxError error) {
    boolean missing = error.kind() == SyntaxError.Kind.MISSING;
    boolean missingEnd = isMissing(error, ";"); // what it makes of a dot in a layer's name
    if ((missing && !missingEnd && !isMissing(error, ")"))
        || error.endUtf16() - error.startUtf16() > REACH) {
      return false;
    }
    String before = before(text, error);
    int start = before.length();
    while (start > 0 && "{};".indexOf(before.charAt(start - 1)) < 0) {
      start--;
    }
    String inside = text.slice(error.startUtf16(), error.endUtf16());
    String after = after(text, error);
    int end = 0;
    boolean ended = inside.stripTrailing().endsWith(";");
    while (!ended && end < after.length() && "{};".indexOf(after.charAt(end)) < 0) {
      end++;
    }
    if (!ended && end == after.length()) {
      return false; // something is missing at the end of the text
    }
    char delimiter = ended ? ';' : after.charAt(end);
    String construct = before.substring(start) + inside + after.substring(0, end);
    construct = CSS_COMMENT.matcher(construct).replaceAll(" ");
    if (missingEnd) {
      return CSS_LAYERS.matcher(construct).matches();
    }
    if (delimiter == '{') {
      return CSS_LAYERS.matcher(construct).matches() || CSS_FRAMES.matcher(construct).matches();
    }
    boolean gap = false;
    for (String part : construct.split(";", -1)) {
      Matcher declaration = CSS_DECLARATION.matcher(part);
      if (CSS_PROGID.matcher(part).matches() || CSS_LAYERS.matcher(part).matches()) {
        gap = true;
      } else if (declaration.matches()) {
        gap |= !declaration.group(1).isEmpty() || CSS_UNKNOWN.matcher(part).find();
      } else if (!part.isBlank()) {
        return false;
      }
    }
    return gap;
  }
}
