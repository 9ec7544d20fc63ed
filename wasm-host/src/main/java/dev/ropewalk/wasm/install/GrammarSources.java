package dev.ropewalk.wasm.install;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The C sources of a grammar.
 *
 * @param folder where they are; the first include folder
 * @param parser the generated parser
 * @param scanner the external scanner, if the grammar has one; C++ when its name does not end in
 *     {@code .c}
 */
public record GrammarSources(Path folder, Path parser, Optional<Path> scanner) {}
