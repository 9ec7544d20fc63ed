package dev.ropewalk.daemon.workspace;

import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import java.nio.file.Path;

/**
 * What the engine knows of a file: an input of {@link #KIND}, named by the file's absolute path.
 *
 * @param content names the bytes: their SHA-256 in hexadecimal; {@link #UNREAD} when the file is
 *     too large to be read
 * @param language what analyses it, as a {@link FileLanguages} says; may be empty
 * @param sizeBytes its size
 */
public record FileState(String content, String language, long sizeBytes) {
  /** The kind of the inputs. */
  public static final InputKind KIND = new InputKind("file", Durability.MEDIUM);

  /** The content of a file that is too large. */
  public static final String UNREAD = "unread";

  /** The input of a file. */
  public static InputKey key(String path) {
    return new InputKey(KIND, path);
  }

  InputWrite write(Path path) {
    byte[] bytes =
        new CanonicalWriter().putString(content).putString(language).putLong(sizeBytes).toBytes();
    return InputWrite.set(key(path.toString()), Fingerprint.of(bytes), this, Durability.MEDIUM);
  }
}
