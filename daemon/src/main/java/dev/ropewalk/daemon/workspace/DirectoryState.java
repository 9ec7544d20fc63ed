package dev.ropewalk.daemon.workspace;

import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine knows of a directory: an input of {@link #KIND}, named by its absolute path.
 *
 * @param files names of the files that are indexed, sorted
 * @param directories names of the directories that are walked, sorted
 */
public record DirectoryState(List<String> files, List<String> directories) {
  /** The kind of the inputs. */
  public static final InputKind KIND = new InputKind("directory", Durability.MEDIUM);

  /** Copies the lists. */
  public DirectoryState {
    files = List.copyOf(files);
    directories = List.copyOf(directories);
  }

  /** The input of a directory. */
  public static InputKey key(String path) {
    return new InputKey(KIND, path);
  }

  InputWrite write(Path path) {
    var writer = new CanonicalWriter().putStringSet(files).putStringSet(directories);
    return InputWrite.set(
        key(path.toString()), Fingerprint.of(writer.toBytes()), this, Durability.MEDIUM);
  }
}
