/**
 * Languages as the daemon sees them: a grammar together with its queries, found for a document.
 *
 * <p>Owns: which language serves a document (language ids of editors, file names, first lines), and
 * where its grammar and queries come from. Must not know: LSP, documents, results. Threads: every
 * type here is immutable or safe for any thread. Errors: a language that cannot be loaded is found
 * all the same; its sessions fail with {@link dev.ropewalk.wasm.limit.GuestException}.
 *
 * <pre>{@code
 * registry.find("typescriptreact", "file:///w/App.tsx", "import React from 'react'")
 *     .ifPresent(language -> language.syntax().open());
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.extension;

import org.jspecify.annotations.NullMarked;
