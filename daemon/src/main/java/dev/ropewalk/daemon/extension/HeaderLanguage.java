package dev.ropewalk.daemon.extension;

import java.util.regex.Pattern;

/** Tells a C++ header from a C one, which both are called {@code .h}. */
final class HeaderLanguage {
  /*
   * A header is taken for C++ when a line of it can be no C: a declaration of a class, namespace,
   * template or using; an access specifier; a name behind `::`; an include of a file without an
   * ending in angle brackets, as only C++ names its own (`<string>`); `virtual`, `operator+`, a C++
   * cast. Not looked at: comments, strings (by line), and what stands under `#ifdef __cplusplus`,
   * for a C header may say that to a C++ compiler.
   *
   * What is left is C: a header of C++ that begins with more than the given stretch of licence and
   * of C. One pass over the lines; no pattern backtracks over more than its line.
   */
  private static final int MAX_LINE = 400; // units of a line that are looked at

  private static final Pattern CPP =
      Pattern.compile(
          "^\\s*(?:class\\s+[A-Za-z_]|namespace\\b\\s*[A-Za-z_{]|inline\\s+namespace\\b"
              + "|template\\s*<|using\\s+[A-Za-z_])"
              + "|^\\s*enum\\s+(?:class|struct)\\s+[A-Za-z_]"
              + "|^\\s*(?:public|private|protected)\\s*:"
              + "|[A-Za-z_>]\\s?::\\s?[A-Za-z_~]"
              + "|^\\s*#\\s*(?:include|import)\\s*<[a-z_]+(?:/[a-z_]+)*>"
              + "|^\\s*virtual\\s+[A-Za-z_~]"
              + "|\\boperator\\s*(?:[-+*/=<>!&|^~%]|\\(\\)|\\[\\])"
              + "|\\b(?:static|dynamic|reinterpret|const)_cast\\s*<");
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+(?:\"|\\\\?$)");
  private static final Pattern FOR_CPP =
      Pattern.compile(
          "^\\s*#\\s*(?:ifdef\\s+__cplusplus\\b|if\\s+defined\\s*\\(?\\s*__cplusplus\\b.*)");
  private static final Pattern IF = Pattern.compile("^\\s*#\\s*if.*");
  private static final Pattern ELSE = Pattern.compile("^\\s*#\\s*el(?:se|if).*");
  private static final Pattern END = Pattern.compile("^\\s*#\\s*endif.*");

  private boolean inComment;
  private int skippedDepth; // of conditions inside the one for C++, that one included; 0 outside

  private HeaderLanguage() {}

  /**
   * Tells whether a header is C++.
   *
   * @param beginning of the text, as much of it as shall decide
   */
  static boolean isCpp(CharSequence beginning) {
    var scan = new HeaderLanguage();
    return beginning.toString().lines().anyMatch(scan::isCppLine);
  }

  private boolean isCppLine(String whole) {
    String line = code(whole.length() > MAX_LINE ? whole.substring(0, MAX_LINE) : whole);
    if (skippedDepth > 0) {
      if (IF.matcher(line).matches()) {
        skippedDepth++;
      } else if (END.matcher(line).matches()
          || (skippedDepth == 1 && ELSE.matcher(line).matches())) {
        skippedDepth--;
      }
      return false;
    }
    if (FOR_CPP.matcher(line).matches()) {
      skippedDepth = 1;
      return false;
    }
    return CPP.matcher(line).find();
  }

  /** The line without comments and strings. */
  private String code(String line) {
    var code = new StringBuilder();
    int at = 0;
    String rest = STRING.matcher(line).replaceAll("\"\"");
    while (at < rest.length()) {
      if (inComment) {
        int end = rest.indexOf("*/", at);
        if (end < 0) {
          return code.toString();
        }
        inComment = false;
        at = end + 2;
        continue;
      }
      if (rest.startsWith("//", at)) {
        break;
      }
      if (rest.startsWith("/*", at)) {
        inComment = true;
        at += 2;
        continue;
      }
      code.append(rest.charAt(at++));
    }
    return code.toString();
  }
}
