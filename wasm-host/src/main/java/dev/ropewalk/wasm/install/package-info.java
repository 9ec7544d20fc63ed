/**
 * Installs packages of grammars: from the npm registry or a folder, pinned by version and hash.
 *
 * <p>Owns: which registry is asked, downloads, archives, integrity, the store of unpacked packages
 * and the user's lock file, what a package's manifest says, and the compilation of grammars that
 * come as C only. Must not know: how a module is run, documents, LSP. No registry is built in, and
 * nothing of a package is run here; the C compiler reads it.
 *
 * <p>Threads: every type is immutable or safe for any thread; operations block, and an interrupt
 * ends them. Two processes may share a store and a lock file.
 *
 * <p>Errors: what was to be expected is an {@link dev.ropewalk.wasm.install.Outcome.Failed} with a
 * stable code and a message for users; an operation that fails leaves store and lock file as they
 * were. Bytes that come from outside (archives, JSON, the lock file, linker output) are never
 * trusted: each reader has limits, and refuses rather than throws something else.
 *
 * <pre>{@code
 * try (var installer = new ExtensionInstaller(places, environment, limits, vetting, clock)) {
 *   var spec = PackageSpec.parse("npm:tree-sitter-ruby", folder);
 *   switch (spec) {
 *     case Outcome.Done<PackageSpec> ok -> show(installer.add(ok.value(), InstallProgress.NONE));
 *     case Outcome.Failed<PackageSpec> bad -> show(bad.problem());
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.wasm.install;

import org.jspecify.annotations.NullMarked;
