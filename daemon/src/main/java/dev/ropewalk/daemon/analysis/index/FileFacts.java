package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.analysis.SymbolKind;
import java.util.List;

/**
 * What one parse of a text tells.
 *
 * @param reason why there is nothing, or {@link Reason#NONE}
 * @param symbols those that others may want to find, parents before their children, in text order
 * @param references names that are used, in text order
 * @param imports what the text names of other files, in text order
 */
public record FileFacts(
    Reason reason, List<Symbol> symbols, References references, List<Import> imports) {

  /** Why a file has no facts. */
  public enum Reason {
    /** It has. */
    NONE,
    /** It is larger than is analysed. */
    TOO_LARGE,
    /** It is not text. */
    NOT_TEXT,
    /** Nothing analyses it. */
    NO_LANGUAGE,
    /** Its language is no part of the search for symbols. */
    LEFT_OUT,
    /** Its analysis failed. */
    FAILED
  }

  /** Copies the lists. */
  public FileFacts {
    symbols = List.copyOf(symbols);
    imports = List.copyOf(imports);
  }

  /** Nothing, for a reason. */
  public static FileFacts none(Reason reason) {
    return new FileFacts(reason, List.of(), References.NONE, List.of());
  }

  /** Lines and characters of UTF-16 from 0; the end is behind the last character. */
  public record Span(int startLine, int startCharacter, int endLine, int endCharacter) {}

  /**
   * A symbol.
   *
   * @param container the index of the symbol around it, or -1
   * @param range all of it
   * @param selection its name
   */
  public record Symbol(String name, SymbolKind kind, int container, Span range, Span selection) {}

  /**
   * Names that are used.
   *
   * @param names each once, sorted
   * @param places three numbers for each use: index of the name, line, character
   */
  public record References(List<String> names, int[] places) {
    static final References NONE = new References(List.of(), new int[0]);

    /** Copies the list. */
    public References {
      names = List.copyOf(names);
    }

    /** How many uses there are. */
    public int count() {
      return places.length / 3;
    }
  }

  /**
   * Something that a text takes from another file.
   *
   * @param style how the target is meant: the suffix of the capture in {@code imports.scm}
   * @param target as it is written, without quotes
   * @param name what is taken out of the target; may be empty
   * @param span the name, or the target when there is none
   */
  public record Import(String style, String target, String name, Span span) {}
}
