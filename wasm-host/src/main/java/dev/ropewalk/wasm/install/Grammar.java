package dev.ropewalk.wasm.install;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One grammar of a package. All paths exist and are inside the package, or inside the package that
 * a query was borrowed from.
 *
 * @param name what the package calls it
 * @param symbol the entry point is {@code tree_sitter_<symbol>}; two grammars of a package may
 *     share one, as TypeScript's flow and tsx do
 * @param scope as TextMate writes it, for example {@code source.java}
 * @param fileTypes file extensions without a dot, or whole file names
 * @param injectionRegex names by which other languages embed it; a Rust regular expression,
 *     unchecked
 * @param contentRegex what a document of it contains; a Rust regular expression, unchecked
 * @param firstLineRegex what its first line contains; a Rust regular expression, unchecked
 * @param wasm the compiled grammar
 * @param queries query files by kind, in the order in which they are to be concatenated
 * @param sources the C sources, when there is no compiled grammar but one can be made
 */
public record Grammar(
    String name,
    String symbol,
    Optional<String> scope,
    List<String> fileTypes,
    Optional<String> injectionRegex,
    Optional<String> contentRegex,
    Optional<String> firstLineRegex,
    Optional<Path> wasm,
    Map<QueryKind, List<Path>> queries,
    Optional<GrammarSources> sources) {
  public Grammar {
    fileTypes = List.copyOf(fileTypes);
    var copy = new EnumMap<QueryKind, List<Path>>(QueryKind.class);
    queries.forEach((kind, files) -> copy.put(kind, List.copyOf(files)));
    queries = Collections.unmodifiableMap(copy);
  }

  /** Whether it has to be compiled from C before it can be used. */
  public boolean needsCompile() {
    return wasm.isEmpty() && sources.isPresent();
  }
}
