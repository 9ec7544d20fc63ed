package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.wasm.abi.AbiExtension;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.registry.Manifest;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * An extension in use, as an input.
 *
 * @param digest names the module's bytes
 * @param senses what it was granted
 */
public record Served(AbiExtension extension, String digest, Senses senses) {

  /** What it says of itself. */
  public Manifest manifest() {
    return extension.manifest();
  }

  /** Its id. */
  public String id() {
    return manifest().id().value();
  }

  /** Whether it says that it answers an operation for a document. */
  public boolean answers(Op op, String language, String documentName) {
    return manifest().provides().contains(op.manifestName()) && serves(language, documentName);
  }

  private boolean serves(String language, String documentName) {
    Manifest manifest = manifest();
    return manifest.languages().contains("*")
        || manifest.languages().contains(language)
        || manifest.files().stream().anyMatch(glob -> matches(glob, documentName));
  }

  private static boolean matches(String glob, String name) {
    try {
      Path path = Path.of(name);
      Path last = path.getFileName();
      var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      return matcher.matches(path) || (last != null && matcher.matches(last));
    } catch (InvalidPathException e) {
      return false; // what is no path matches no glob
    }
  }

  Fingerprint fingerprint() {
    Manifest manifest = manifest();
    return Fingerprint.of(
        new CanonicalWriter()
            .putString(id())
            .putString(manifest.version())
            .putString(digest)
            .putStringSet(new TreeSet<>(manifest.languages()))
            .putStringSet(new TreeSet<>(manifest.files()))
            .putStringSet(new TreeSet<>(manifest.provides()))
            .putString(manifest.budgets().toString())
            .putBoolean(senses.clock().isPresent())
            .putBoolean(senses.random().isPresent())
            .toBytes());
  }
}
