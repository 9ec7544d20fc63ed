package dev.ropewalk.daemon.extension;

import java.util.Optional;
import java.util.function.Function;

/**
 * The languages as they were at one moment, by the names that people write: {@code js}, {@code
 * yml}.
 *
 * @param digest tables of equal digests find the same
 * @param named finds a language that is served; any thread may call it
 */
public record LanguageTable(String digest, Function<String, Optional<Language>> named) {}
