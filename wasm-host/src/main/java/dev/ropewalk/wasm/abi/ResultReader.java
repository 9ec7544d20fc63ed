package dev.ropewalk.wasm.abi;

import static dev.ropewalk.wasm.abi.WireReader.bad;

import dev.ropewalk.wasm.abi.AbiResult.ActionKind;
import dev.ropewalk.wasm.abi.AbiResult.CodeAction;
import dev.ropewalk.wasm.abi.AbiResult.Command;
import dev.ropewalk.wasm.abi.AbiResult.Completion;
import dev.ropewalk.wasm.abi.AbiResult.Diagnostic;
import dev.ropewalk.wasm.abi.AbiResult.Edit;
import dev.ropewalk.wasm.abi.AbiResult.HintKind;
import dev.ropewalk.wasm.abi.AbiResult.InlayHint;
import dev.ropewalk.wasm.abi.AbiResult.Location;
import dev.ropewalk.wasm.abi.AbiResult.Related;
import dev.ropewalk.wasm.abi.AbiResult.Severity;
import dev.ropewalk.wasm.abi.AbiResult.Symbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes of a guest's bytes a result in which everything holds that {@link AbiResult} says. */
final class ResultReader {
  private static final int MAX_COMPLETION_KIND = 25;

  private final WireReader in;
  private final String own;
  private final Function<String, Optional<AbiText>> texts;
  private final Map<String, AbiText> known = new HashMap<>();
  private final byte[] one = new byte[1];

  private ResultReader(WireReader in, String own, Function<String, Optional<AbiText>> texts) {
    this.in = in;
    this.own = own;
    this.texts = texts;
  }

  /**
   * Reads a result.
   *
   * @param texts the texts that ranges are of
   * @throws dev.ropewalk.wasm.limit.GuestException with {@code BAD_ANSWER}
   */
  static AbiResult read(
      byte[] bytes, AbiRequest request, Function<String, Optional<AbiText>> texts) {
    if (bytes.length == 0) {
      return new AbiResult.None();
    }
    var in = new WireReader(bytes);
    AbiResult result = new ResultReader(in, request.document(), texts).result(request.op());
    in.finish();
    return result;
  }

  private AbiResult result(Op op) {
    return switch (op) {
      case DIAGNOSTICS -> new AbiResult.Diagnostics(in.list(22, this::diagnostic));
      case COMPLETION -> new AbiResult.Completions(in.flag(), in.list(29, this::completion));
      case HOVER -> new AbiResult.Hover(range(own), in.label());
      case SYMBOLS -> symbols();
      case DEFINITION, REFERENCES -> new AbiResult.Locations(in.list(12, this::location));
      case CODE_ACTIONS -> new AbiResult.CodeActions(in.list(22, this::action));
      case COMMAND -> new AbiResult.CommandDone(in.label(), edits());
      case INLAY_HINTS -> new AbiResult.InlayHints(in.list(10, this::hint));
      case FORMATTING -> new AbiResult.Formatted(formatting());
    };
  }

  private Diagnostic diagnostic() {
    ByteRange range = range(own);
    Severity severity = in.choice(Severity.values());
    int tags = in.octet();
    if (tags > 3) {
      throw bad("tags of a diagnostic are " + tags + " (0 to 3)");
    }
    return new Diagnostic(
        range,
        severity,
        in.label(),
        in.label(),
        (tags & 1) != 0,
        (tags & 2) != 0,
        in.list(16, () -> new Related(location(), in.label())));
  }

  private Completion completion() {
    String label = in.label();
    int kind = in.octet();
    if (kind < 1 || kind > MAX_COMPLETION_KIND) {
      throw bad("the kind of a completion is " + kind + " (1 to 25)");
    }
    return new Completion(label, kind, in.label(), in.label(), range(own), in.text(), in.label());
  }

  private AbiResult symbols() {
    var found = in.list(26, this::symbol);
    int last = -1;
    for (Symbol symbol : found) {
      if (symbol.depth() > last + 1) {
        throw bad("a symbol of depth " + symbol.depth() + " follows one of " + last);
      }
      last = symbol.depth();
    }
    return new AbiResult.Symbols(found);
  }

  private Symbol symbol() {
    ByteRange range = range(own);
    ByteRange name = range(own);
    if (name.from() < range.from() || name.to() > range.to()) {
      throw bad("the name of a symbol, " + name + ", is not inside it, " + range);
    }
    return new Symbol(
        range, name, in.choice(SymbolKind.values()), in.octet(), in.label(), in.label());
  }

  private Location location() {
    String document = document();
    return new Location(document, range(document));
  }

  private CodeAction action() {
    String title = in.label();
    ActionKind kind = in.choice(ActionKind.values());
    boolean preferred = in.flag();
    String code = in.label();
    List<Edit> edits = edits();
    String command = in.label();
    String argument = in.text();
    return new CodeAction(
        title,
        kind,
        preferred,
        code,
        edits,
        command.isEmpty() ? Optional.empty() : Optional.of(new Command(command, argument)));
  }

  private InlayHint hint() {
    int offset = in.number();
    boundary(own, offset);
    return new InlayHint(offset, in.label(), in.choice(HintKind.values()), in.flag());
  }

  private List<Edit> edits() {
    List<Edit> edits = in.list(16, this::edit);
    var byDocument = new HashMap<String, List<Edit>>();
    edits.forEach(
        edit -> byDocument.computeIfAbsent(edit.document(), any -> new ArrayList<>()).add(edit));
    byDocument.values().forEach(ResultReader::apart);
    return edits;
  }

  private List<Edit> formatting() {
    return apart(new ArrayList<>(in.list(16, this::edit)));
  }

  private Edit edit() {
    String document = document();
    return new Edit(document, range(document), in.text());
  }

  /** Sorts edits of one document; fails when two overlap. */
  private static List<Edit> apart(List<Edit> edits) {
    edits.sort(Comparator.comparingInt(edit -> edit.range().from()));
    for (int i = 1; i < edits.size(); i++) {
      ByteRange before = edits.get(i - 1).range();
      ByteRange after = edits.get(i).range();
      if (after.from() < before.to()) {
        throw bad("two edits overlap: " + before + " and " + after);
      }
    }
    return List.copyOf(edits);
  }

  private String document() {
    String document = in.text();
    return document.isEmpty() ? own : document;
  }

  private ByteRange range(String document) {
    ByteRange range = in.range();
    boundary(document, range.from());
    boundary(document, range.to());
    return range;
  }

  private void boundary(String document, int offset) {
    AbiText text =
        known.computeIfAbsent(
            document,
            name ->
                texts
                    .apply(name)
                    .orElseThrow(() -> bad("there is no document \"" + Shown.text(name) + "\"")));
    if (offset > text.length()) {
      throw bad("offset " + offset + " is outside of " + text.length() + " bytes");
    }
    if (offset < text.length()) {
      text.read(offset, 1, one, 0);
      if ((one[0] & 0xc0) == 0x80) {
        throw bad("offset " + offset + " is inside of a character");
      }
    }
  }
}
