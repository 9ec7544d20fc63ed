package dev.ropewalk.wasm.abi;

import java.util.List;
import java.util.Optional;

/**
 * What a guest answered, checked: every range is inside its document and on boundaries of
 * characters. Lists are immutable. An empty document in an edit or a location was replaced by the
 * request's.
 */
public sealed interface AbiResult {

  /** The guest does not answer this. */
  record None() implements AbiResult {}

  record Diagnostics(List<Diagnostic> items) implements AbiResult {}

  record Completions(boolean incomplete, List<Completion> items) implements AbiResult {}

  record Hover(ByteRange range, String markdown) implements AbiResult {}

  /** Symbols in text order, outer before inner. */
  record Symbols(List<Symbol> items) implements AbiResult {}

  /** Definitions or references. */
  record Locations(List<Location> items) implements AbiResult {}

  record CodeActions(List<CodeAction> items) implements AbiResult {}

  record CommandDone(String message, List<Edit> edits) implements AbiResult {}

  record InlayHints(List<InlayHint> items) implements AbiResult {}

  /** Edits of the request's document, sorted, none overlapping another. */
  record Formatted(List<Edit> edits) implements AbiResult {}

  /** How bad it is; numbered from 1 in the ABI, in this order. */
  enum Severity {
    ERROR(1),
    WARNING(2),
    INFORMATION(3),
    HINT(4);

    private final int number;

    Severity(int number) {
      this.number = number;
    }

    /** Its number in the ABI, which is that of the protocol of editors. */
    public int number() {
      return number;
    }
  }

  /**
   * A diagnostic.
   *
   * @param code names the kind of it; code actions get it back
   */
  record Diagnostic(
      ByteRange range,
      Severity severity,
      String code,
      String message,
      boolean unnecessary,
      boolean deprecated,
      List<Related> related) {}

  /** Another place that a diagnostic is about. */
  record Related(Location location, String message) {}

  record Location(String document, ByteRange range) {}

  /**
   * A completion.
   *
   * @param kind 1 to 25 as in the protocol of editors
   * @param range what {@code insert} replaces
   * @param sort sorts it among others; empty for the label
   */
  record Completion(
      String label,
      int kind,
      String detail,
      String documentation,
      ByteRange range,
      String insert,
      String sort) {}

  /**
   * A symbol.
   *
   * @param range all of it
   * @param name the range of its name, inside {@code range}
   * @param depth how many of the symbols before it contain it
   */
  record Symbol(
      ByteRange range, ByteRange name, SymbolKind kind, int depth, String label, String detail) {}

  /** What an action is for; numbered from 1 in the ABI, in this order. */
  enum ActionKind {
    QUICK_FIX,
    REFACTOR,
    SOURCE
  }

  /**
   * A code action: edits, or a command, or both.
   *
   * @param code the code of the diagnostic that it fixes; empty for none
   * @param command asked of the same extension; empty when there is none
   */
  record CodeAction(
      String title,
      ActionKind kind,
      boolean preferred,
      String code,
      List<Edit> edits,
      Optional<Command> command) {}

  /** A command and its argument, JSON or empty. */
  record Command(String name, String argument) {}

  record Edit(String document, ByteRange range, String text) {}

  /** What a hint shows; numbered from 1 in the ABI, in this order. */
  enum HintKind {
    TYPE,
    PARAMETER
  }

  record InlayHint(int offset, String label, HintKind kind, boolean spaceBefore) {}
}
