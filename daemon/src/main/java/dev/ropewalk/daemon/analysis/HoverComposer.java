package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says of a name what its definition in the same text says. */
final class HoverComposer {
  /*
   * The name is resolved by scopes; the outline, when it has a symbol of that very name range, gives
   * the extent and a better kind. The code shown begins where the definition does, and ends with the
   * line that ends the signature: the first one, from the name on, that ends in an opening bracket,
   * a colon or a semicolon. The comment is the one whose end touches the definition, over blank
   * text without an empty line and over attribute lines, together with the run of line comments
   * above it; where there is none, the string that opens a Python body.
   */
  private static final int MAX_LINE = 400; // units of a line that are shown
  private static final int MAX_COMMENT = HoverFacts.COMMENT_REACH;
  private static final Pattern SIGNATURE_END = Pattern.compile("[{;:]\\s*$|=>?\\s*$");
  private static final Pattern BETWEEN =
      Pattern.compile(
          "[ \\t]*(\\r\\n|\\n|\\r)?([ \\t]*(#\\[|@)[^\\r\\n]*(\\r\\n|\\n|\\r))*[ \\t]*");
  private static final Pattern ADJACENT = Pattern.compile("[ \\t]*(\\r\\n|\\n|\\r)?[ \\t]*");
  private static final Pattern OPENERS =
      Pattern.compile("^\\s*(/\\*+!?|//+!?|#+|--+|;+|<!--|\\*)? ?");
  private static final Pattern CLOSERS = Pattern.compile("\\s*(\\*+/|-->)\\s*$");
  private static final Pattern DOCSTRING =
      Pattern.compile("^\\s*[rRuU]?(\"\"\"|''')(.*?)\\1", Pattern.DOTALL);
  private static final Map<String, String> KIND_NAMES =
      Map.of("var", "variable", "enummember", "enum member", "import", "import", "", "name");

  /** How much is shown, in lines of the definition and of its comment. */
  record Bounds(int lines, int commentLines) {}

  private final Text text;
  private final String language;
  private final Bounds bounds;
  private final int[] comments;

  private HoverComposer(Text text, String language, Bounds bounds, int[] comments) {
    this.text = text;
    this.language = language;
    this.bounds = bounds;
    this.comments = comments;
  }

  static Optional<HoverCard> of(
      Text text, String language, Bounds bounds, HoverFacts facts, int offset) {
    LocalsIndex locals = facts.locals();
    int cursor = locals.at(offset);
    var composer = new HoverComposer(text, language, bounds, facts.comments());
    if (cursor >= 0) {
      int symbolId = locals.symbol()[cursor];
      if (symbolId < 0) {
        return Optional.empty();
      }
      LocalsIndex.Symbol symbol = locals.symbols().get(symbolId);
      int at = symbol.firstDefinition();
      int nameStart = locals.start()[at];
      int nameEnd = locals.end()[at];
      String kind = KIND_NAMES.getOrDefault(symbol.kind(), symbol.kind());
      Optional<Outline.Symbol> whole = facts.outline().named(nameStart, nameEnd);
      return Optional.of(
          composer.card(
              locals.start()[cursor],
              locals.end()[cursor],
              nameStart,
              whole.map(Outline.Symbol::startUtf16),
              whole.map(Outline.Symbol::endUtf16).orElse(nameEnd),
              whole.map(s -> s.kind().label()).orElse(kind)));
    }
    return Optional.empty();
  }

  private HoverCard card(
      int askedStart, int askedEnd, int nameStart, Optional<Integer> start, int end, String kind) {
    int nameLine = text.lineOf(nameStart);
    int firstLine = start.map(text::lineOf).orElse(nameLine);
    firstLine = Math.max(firstLine, nameLine - bounds.lines() + 1);
    int lastLine = text.lineOf(Math.min(end, text.lengthUtf16()));
    List<String> lines = new ArrayList<>();
    int line = firstLine;
    while (line <= lastLine && lines.size() < bounds.lines()) {
      String shown = Units.lineHead(text, line, MAX_LINE).stripTrailing();
      lines.add(shown);
      if (line >= nameLine && (start.isEmpty() || SIGNATURE_END.matcher(shown).find())) {
        break;
      }
      line++;
    }
    String comment = commentBefore(start.map(s -> text.lineStart(text.lineOf(s))), nameLine);
    if (comment.isEmpty() && language.equals("python") && start.isPresent()) {
      comment = docstring(line + 1, lastLine);
    }
    return new HoverCard(askedStart, askedEnd, language, dedent(lines), comment, kind, nameLine);
  }

  private String commentBefore(Optional<Integer> definition, int nameLine) {
    int below = definition.orElse(text.lineStart(nameLine));
    int i = lastEndingBy(below);
    if (i < 0 || !touches(BETWEEN, comments[2 * i + 1], below)) {
      return "";
    }
    int first = i;
    while (first > 0
        && isLine(first)
        && isLine(first - 1)
        && touches(ADJACENT, comments[2 * first - 1], comments[2 * first])) {
      first--;
    }
    if (!Units.window(text, text.lineStart(text.lineOf(comments[2 * first])), comments[2 * first])
        .isBlank()) {
      return ""; // it belongs to the code before it
    }
    int begin = comments[2 * first];
    return strip(Units.window(text, begin, Math.min(comments[2 * i + 1], begin + MAX_COMMENT)));
  }

  private int lastEndingBy(int place) {
    int low = 0;
    int high = comments.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (comments[2 * middle + 1] <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private boolean isLine(int i) {
    return text.lineOf(comments[2 * i]) == text.lineOf(Math.max(0, comments[2 * i + 1] - 1));
  }

  private boolean touches(Pattern blank, int from, int to) {
    return to - from <= 2_000 && blank.matcher(Units.window(text, from, to)).matches();
  }

  private String strip(String raw) {
    List<String> lines = new ArrayList<>();
    for (String line : raw.lines().toList()) {
      String open = CLOSERS.matcher(line).replaceFirst("");
      lines.add(OPENERS.matcher(open).replaceFirst(""));
    }
    return join(lines);
  }

  private String docstring(int bodyLine, int lastLine) {
    if (bodyLine > lastLine) {
      return "";
    }
    int begin = text.lineStart(bodyLine);
    int end = Math.min(text.lineEnd(lastLine), begin + MAX_COMMENT);
    var found = DOCSTRING.matcher(Units.window(text, begin, end));
    return found.find() ? join(Arrays.asList(dedentBody(found.group(2)).split("\\R", -1))) : "";
  }

  private static String dedentBody(String body) {
    List<String> lines = body.lines().toList();
    if (lines.size() < 2) {
      return body.strip();
    }
    return lines.getFirst().strip() + '\n' + dedent(lines.subList(1, lines.size()));
  }

  private String join(List<String> lines) {
    int from = 0;
    int to = lines.size();
    while (from < to && lines.get(from).isBlank()) {
      from++;
    }
    while (to > from && lines.get(to - 1).isBlank()) {
      to--;
    }
    boolean cut = to - from > bounds.commentLines();
    List<String> kept = lines.subList(from, cut ? from + bounds.commentLines() : to);
    return String.join("\n", kept).stripTrailing() + (cut ? "\n…" : "");
  }

  private static String dedent(List<String> lines) {
    int common =
        lines.stream()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    return String.join(
        "\n",
        lines.stream()
            .map(line -> line.isBlank() ? "" : line.substring(common).stripTrailing())
            .toList());
  }
}
