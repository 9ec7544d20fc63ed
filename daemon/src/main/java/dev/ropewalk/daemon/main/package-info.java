/**
 * The command line, and where everything is put together.
 *
 * <p>Owns: commands, exit codes, the process's life (signals, locks, sockets' places, logs) and the
 * wiring of every other package. Must not know: how an answer is computed. Nothing depends on this
 * package.
 *
 * <p>Threads: a command runs on the main thread and waits there; shutdown may come on any thread,
 * any number of times. Errors: a user sees one sentence on standard error and an exit code; never a
 * stack trace. Standard output belongs to the protocol ({@code lsp}) or to the result.
 *
 * <pre>{@code
 * int code = Main.run(new String[] {"check", "--json", "src"});
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.main;

import org.jspecify.annotations.NullMarked;
