package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.analysis.SymbolKind;
import java.util.List;

/**
 * The symbols of a file without their places: what typing inside a body leaves as it is.
 *
 * @param names in the order of the file's symbols
 * @param kinds one for each name
 * @param letters of each name the set that {@link FuzzyPattern#letters} makes
 */
public record FileNames(List<String> names, List<SymbolKind> kinds, long[] letters) {
  static final FileNames NONE = new FileNames(List.of(), List.of());

  FileNames(List<String> names, List<SymbolKind> kinds) {
    this(names, kinds, names.stream().mapToLong(FuzzyPattern::letters).toArray());
  }

  /** Copies the lists. */
  public FileNames {
    names = List.copyOf(names);
    kinds = List.copyOf(kinds);
  }

  static FileNames of(List<FileFacts.Symbol> symbols) {
    return new FileNames(
        symbols.stream().map(FileFacts.Symbol::name).toList(),
        symbols.stream().map(FileFacts.Symbol::kind).toList());
  }
}
