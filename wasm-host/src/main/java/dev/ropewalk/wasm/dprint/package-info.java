/**
 * dprint formatter plugins, as published on npm, hosted as guests.
 *
 * <p>Owns: dprint's contract in its schemas 3 and 4, instances and their pool, configurations as a
 * plugin knows them. Must not know: documents, projects, where a configuration comes from, which
 * plugin formats which file. A user makes one {@link dev.ropewalk.wasm.dprint.FormatterHost}, a
 * {@link dev.ropewalk.wasm.dprint.Formatter} for each module, and asks it:
 *
 * <pre>{@code
 * Formatter json = host.formatter(source);
 * json.format(FormatRequest.of("a.json", utf8, FormatConfig.DEFAULT)).thenAccept(...)
 * }</pre>
 *
 * <p>Threads: a formatter is safe for any thread and blocks none; a guest runs on a thread of its
 * own with a large stack. Embedded code: a guest that asks for it waits on its thread for {@link
 * dev.ropewalk.wasm.dprint.EmbeddedFormatter}, which answers through the same or another formatter
 * with a request of {@link dev.ropewalk.wasm.dprint.EmbeddedRequest#toRequest}. Such a request
 * never waits for an instance that another one holds: it takes an idle instance or makes one more.
 * So formatters may ask each other in a circle without a deadlock, and depth is bounded.
 *
 * <p>Errors: what a plugin or a text is to blame for is a {@link
 * dev.ropewalk.wasm.dprint.FormatResult}; futures of formatting fail only when they are cancelled.
 */
@NullMarked
package dev.ropewalk.wasm.dprint;

import org.jspecify.annotations.NullMarked;
