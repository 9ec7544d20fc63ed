package dev.ropewalk.wasm.abi;

import java.util.List;
import java.util.Optional;

/**
 * All that a guest can learn of the world in one call. Each method is one read, to be recorded by
 * whoever implements it; what is not there is an answer too. Offsets are of UTF-8 bytes.
 *
 * <p>Called only on the thread that called {@link AbiExtension#call}, and never after that
 * returned. What it throws ends the guest's call and leaves {@code call} as it is. An answer must
 * not come from another call of a guest, since that could wait for an instance that this one has.
 */
public interface World {

  /** The text of a document, by its name: a path from the root of its workspace, with slashes. */
  Optional<AbiText> text(String document);

  /**
   * Nodes of a document's syntax tree, in text order, outer before inner.
   *
   * @param query a tree-sitter query whose captures are wanted; empty for all named nodes
   * @return those that overlap the range; empty when there is no tree
   */
  List<Node> nodes(String document, ByteRange range, String query);

  /** Symbols of the workspace whose names begin with a prefix. */
  List<Found> symbols(String prefix, int limit);

  /** What a document imports, in text order; empty when there is no such document. */
  Optional<List<Import>> imports(String document);

  /** The names of the documents that import a document, sorted. */
  List<String> importers(String document);

  /** The names of the workspace's files that match a glob, sorted. */
  List<String> files(String glob);

  /** A setting of the extension: JSON; only the user's configuration has any. */
  Optional<String> configuration(String key);

  /** The time; only for those to whom the user granted {@code CLOCK}. */
  default Optional<Time> time() {
    return Optional.empty();
  }

  /**
   * Random bytes; only for those to whom the user granted {@code RANDOM}.
   *
   * @param count in {@code [0, MAX_RANDOM_BYTES]}
   */
  default Optional<byte[]> random(int count) {
    return Optional.empty();
  }

  /** Random bytes of one call. */
  int MAX_RANDOM_BYTES = 65_536;

  /**
   * The answer of this call comes from an interpreter, which errs now and then where classes do not
   * (wasm-host/README.md): it is not to be kept.
   */
  default void interpreted() {}

  /** Whether nobody wants the result any more; it is not a read, and asked often. */
  default boolean isCancelled() {
    return false;
  }

  /**
   * A node.
   *
   * @param name its kind, or the name of the capture
   * @param depth how many nodes of the answer contain it
   */
  record Node(String name, int depth, ByteRange range) {}

  /**
   * A time.
   *
   * @param unixMillis milliseconds since 1970 in UTC
   * @param steadyNanos nanoseconds, of which differences within one process count
   */
  record Time(long unixMillis, long steadyNanos) {}

  /** A symbol of the workspace. */
  record Found(String name, SymbolKind kind, String document, ByteRange range) {}

  /**
   * An import.
   *
   * @param written the target as it is written
   * @param document what it means; empty when that is no file of the workspace
   * @param range where it stands
   */
  record Import(String written, Optional<String> document, ByteRange range) {}
}
