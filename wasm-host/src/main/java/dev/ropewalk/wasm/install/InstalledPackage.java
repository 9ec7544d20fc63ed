package dev.ropewalk.wasm.install;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package that the lock file pins.
 *
 * @param name its npm name
 * @param version as published; a local package without one has {@code 0.0.0}
 * @param origin where it came from
 * @param integrity what its archive, or the listing of a local package, hashes to; SRI, SHA-512
 * @param files SHA-256 in hex of every file, by path inside the package with forward slashes
 * @param folder where its files are
 * @param present whether {@code folder} exists; a lock file may come from another machine
 */
public record InstalledPackage(
    String name,
    String version,
    Origin origin,
    String integrity,
    SortedMap<String, String> files,
    Path folder,
    boolean present) {

  /** Where a package came from. */
  public enum Origin {
    NPM,
    LOCAL
  }

  public InstalledPackage {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
