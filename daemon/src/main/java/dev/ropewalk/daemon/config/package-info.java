/**
 * The user's settings, and where the user's files live.
 *
 * <p>Owns: every number of the daemon that trades performance or safety, as one record with units,
 * ranges and reasons; the user's configuration file; the XDG directories. Must not know: who uses
 * the numbers. Nothing here is ever read from a workspace.
 *
 * <p>Threads: everything is immutable. Errors: a bad file or value never stops the daemon; it is
 * reported with its key, the value and the allowed range, and the default is used.
 *
 * <pre>{@code
 * var directories = UserDirectories.ofProcess();
 * var loaded = ConfigurationFile.load(directories.configurationFile());
 * loaded.problems().forEach(System.err::println);
 * int connections = loaded.configuration().server().maxConnections();
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.config;

import org.jspecify.annotations.NullMarked;
