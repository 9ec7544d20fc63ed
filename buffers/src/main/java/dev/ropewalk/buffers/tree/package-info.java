/**
 * Sequences that know the sum of any part of them.
 *
 * <p>Owns: {@link dev.ropewalk.buffers.tree.MeasuredTree}, a persistent sequence with order
 * statistics over any {@link dev.ropewalk.buffers.tree.Aggregate}, and {@link
 * dev.ropewalk.buffers.tree.SpineJoin}, how two trees become one, which the trees of texts use too.
 * Must not know: what the elements are.
 *
 * <p>Threads: a tree is immutable and may be read by any number of threads, if its elements and
 * sums may.
 *
 * <p>Errors: an index outside a tree is an {@link java.lang.IndexOutOfBoundsException} with the
 * index and the size; the tree is as before.
 *
 * <pre>{@code
 * // Rows of a file tree of which some are hidden: which entry is row 1000, which row is entry 7?
 * Aggregate<Entry, Integer> visibleRows =
 *     Aggregate.of(0, Integer::sum, entry -> entry.isVisible() ? 1 : 0);
 * MeasuredTree<Entry, Integer> entries = MeasuredTree.of(visibleRows, list);
 * Entry atRow = entries.find(rows -> rows > 1000).element();
 * int row = entries.before(7);
 * }</pre>
 */
@NullMarked
package dev.ropewalk.buffers.tree;

import org.jspecify.annotations.NullMarked;
