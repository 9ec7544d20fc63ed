package dev.ropewalk.wasm.abi;

import java.util.List;

/** One question to a guest, about one document. Offsets are of the document's UTF-8 bytes. */
public sealed interface AbiRequest {

  /** The document's name, as {@link World#text} takes it. */
  String document();

  /** The daemon's name of the document's language; empty when it has none. */
  String language();

  /** What is asked for. */
  Op op();

  record Diagnostics(String document, String language) implements AbiRequest {
    @Override
    public Op op() {
      return Op.DIAGNOSTICS;
    }
  }

  record Completion(String document, String language, int offset) implements AbiRequest {
    @Override
    public Op op() {
      return Op.COMPLETION;
    }
  }

  record Hover(String document, String language, int offset) implements AbiRequest {
    @Override
    public Op op() {
      return Op.HOVER;
    }
  }

  record Symbols(String document, String language) implements AbiRequest {
    @Override
    public Op op() {
      return Op.SYMBOLS;
    }
  }

  record Definition(String document, String language, int offset) implements AbiRequest {
    @Override
    public Op op() {
      return Op.DEFINITION;
    }
  }

  record References(String document, String language, int offset, boolean withDeclaration)
      implements AbiRequest {
    @Override
    public Op op() {
      return Op.REFERENCES;
    }
  }

  /**
   * Code actions for a range.
   *
   * @param codes codes of the diagnostics at the range that came from this extension
   */
  record CodeActions(String document, String language, ByteRange range, List<String> codes)
      implements AbiRequest {
    /** Copies the list. */
    public CodeActions {
      codes = List.copyOf(codes);
    }

    @Override
    public Op op() {
      return Op.CODE_ACTIONS;
    }
  }

  /**
   * A command.
   *
   * @param argument JSON; empty for none
   */
  record Command(String document, String language, String name, String argument)
      implements AbiRequest {
    @Override
    public Op op() {
      return Op.COMMAND;
    }
  }

  record InlayHints(String document, String language, ByteRange range) implements AbiRequest {
    @Override
    public Op op() {
      return Op.INLAY_HINTS;
    }
  }

  record Formatting(String document, String language, ByteRange range, int tabSize, boolean spaces)
      implements AbiRequest {
    @Override
    public Op op() {
      return Op.FORMATTING;
    }
  }

  /** The bytes that the guest gets. */
  default byte[] encode() {
    var out = new WireWriter(document().length() + 64).text(document()).text(language());
    switch (this) {
      case Diagnostics d -> {}
      case Symbols s -> {}
      case Completion c -> out.number(c.offset);
      case Hover h -> out.number(h.offset);
      case Definition d -> out.number(d.offset);
      case References r -> out.number(r.offset).flag(r.withDeclaration);
      case CodeActions a -> out.range(a.range).list(a.codes, WireWriter::text);
      case Command c -> out.text(c.name).text(c.argument);
      case InlayHints h -> out.range(h.range);
      case Formatting f -> out.range(f.range).number(f.tabSize).flag(f.spaces);
    }
    return out.toByteArray();
  }
}
