/**
 * Results in memory: what was computed once is computed again only when what it rests on changed.
 *
 * <p>Owns: {@link dev.ropewalk.daemon.engine.Engine}, queries over inputs with recorded reads,
 * verification by fingerprint, marks of what a write reaches, claims, cycles, runs, subscriptions,
 * canonical encodings, memory policies, counters; and {@link
 * dev.ropewalk.daemon.engine.ResultStore}, what it asks of a disk. Must not know: LSP, documents,
 * guests, what a value means. JDK and Caffeine only.
 *
 * <p>Threads: everything is safe for any thread; queries run on the thread that asks (or on virtual
 * threads under it), and no lock is held while they do. Locks: that of a write ({@code Inputs}),
 * under which marks are made by reads without locks; that of claims ({@code Claims}), under which
 * no other is taken; and the table's step for one key, under which that of {@code Reach}'s map for
 * another key is taken, never the other way round. Errors: a run that fails or is cancelled is
 * never remembered, and its failure goes to exactly those who waited for it.
 *
 * <pre>{@code
 * engine.write(List.of(InputWrite.set(file, fingerprint, text, Durability.LOW)));
 * try (Run run = engine.begin()) {
 *   Outline outline = run.get(outlines, file.name());
 * }
 * }</pre>
 */
@NullMarked
package dev.ropewalk.daemon.engine;

import org.jspecify.annotations.NullMarked;
