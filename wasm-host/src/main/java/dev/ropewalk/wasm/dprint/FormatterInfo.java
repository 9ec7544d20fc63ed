package dev.ropewalk.wasm.dprint;

import java.util.List;

/**
 * What a plugin says of itself. Texts have no control characters.
 *
 * @param schema of dprint's contract: 3 or 4
 * @param configKey under which {@code dprint.json} has its settings
 * @param helpUrl may be empty
 * @param configSchemaUrl of a JSON schema; may be empty
 * @param fileExtensions that it formats by default, without a dot
 * @param fileNames that it formats by default
 */
public record FormatterInfo(
    int schema,
    String name,
    String version,
    String configKey,
    String helpUrl,
    String configSchemaUrl,
    List<String> fileExtensions,
    List<String> fileNames) {}
