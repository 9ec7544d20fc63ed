/**
 * Formatting with plugins of dprint: which one formats a file, and by which settings.
 *
 * <p>Owns: {@code dprint.json} as dprint's command line reads it ({@link
 * dev.ropewalk.daemon.extension.format.DprintConfig}), the installed formatters, and formatting a
 * text with code inside of it ({@link dev.ropewalk.daemon.extension.format.Formatters}). Must not
 * know: documents, LSP types, the engine.
 *
 * <p>Threads: everything public is safe for any thread; reading a configuration reads the disk.
 * Errors: a configuration that cannot be used throws {@link
 * dev.ropewalk.daemon.extension.format.DprintConfigException}, whose message says where and what.
 *
 * <pre>{@code
 * Optional<Formatters.Job> job = formatters.jobFor(file, root, Formatters.Indentation.of(2, true));
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.extension.format;

import org.jspecify.annotations.NullMarked;
