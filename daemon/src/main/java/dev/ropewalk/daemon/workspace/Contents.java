package dev.ropewalk.daemon.workspace;

import dev.ropewalk.daemon.engine.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contents of files by what they say: bytes are read again from a file that had them, and are
 * only given out when they still are those.
 */
public final class Contents {
  private final ConcurrentHashMap<String, Set<Path>> places = new ConcurrentHashMap<>();
  private final int maxBytes;

  /**
   * Makes one that knows no file.
   *
   * @param maxBytes files that are larger are not read
   */
  public Contents(long maxBytes) {
    this.maxBytes = (int) Math.min(maxBytes, Integer.MAX_VALUE - 64);
  }

  /** The bytes of a content; empty when no file that is known to have had them still has. */
  public Optional<byte[]> read(String content) {
    for (Path place : places.getOrDefault(content, Set.of())) {
      try {
        byte[] bytes = bytes(place);
        if (bytes.length <= maxBytes && id(bytes).equals(content)) {
          return Optional.of(bytes);
        }
      } catch (IOException e) {
        // Gone or changed; the watch will say so.
      }
    }
    return Optional.empty();
  }

  /** Reads a file; one byte more than the limit when it is larger. Does not wait for a pipe. */
  byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(maxBytes + 1);
    }
  }

  int maxBytes() {
    return maxBytes;
  }

  static String id(byte[] bytes) {
    return Fingerprint.of(bytes).toString();
  }

  void add(String content, Path place) {
    places.merge(content, Set.of(place), Contents::union);
  }

  /** Nearly every content has one place, for which a table of its own would be much. */
  private static Set<Path> union(Set<Path> old, Set<Path> one) {
    Set<Path> all = old;
    if (old.size() == 1) {
      all = ConcurrentHashMap.newKeySet();
      all.addAll(old);
    }
    all.addAll(one);
    return all;
  }

  void remove(String content, Path place) {
    places.computeIfPresent(
        content,
        (same, all) -> {
          if (all.size() == 1) {
            return all.contains(place) ? null : all;
          }
          all.remove(place);
          return all;
        });
  }

  /** How many contents are known. */
  int size() {
    return places.size();
  }
}
