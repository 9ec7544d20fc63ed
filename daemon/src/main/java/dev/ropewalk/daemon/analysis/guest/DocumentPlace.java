package dev.ropewalk.daemon.analysis.guest;

import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a document is, and what extensions call it.
 *
 * @param root the directory that its workspace is in, absolute; empty when it is in none
 * @param path its absolute path; for what is no file its URI
 * @param name its path from the root with slashes; without a root its last part
 */
public record DocumentPlace(String root, String path, String name) {

  /**
   * The place of a document.
   *
   * @param uri normalised
   * @param roots absolute and normalised; the innermost that contains it counts
   */
  public static DocumentPlace of(String uri, Collection<Path> roots) {
    Optional<Path> file = file(uri);
    if (file.isEmpty()) {
      return new DocumentPlace("", uri, uri.substring(uri.lastIndexOf('/') + 1));
    }
    Path path = file.get();
    Optional<Path> root =
        roots.stream()
            .filter(each -> path.startsWith(each) && !path.equals(each))
            .max(Comparator.comparingInt(Path::getNameCount));
    return root.map(in -> new DocumentPlace(in.toString(), path.toString(), below(in, path)))
        .orElseGet(
            () -> {
              Path last = path.getFileName();
              return new DocumentPlace(
                  "", path.toString(), last == null ? path.toString() : last.toString());
            });
  }

  private static Optional<Path> file(String uri) {
    try {
      URI parsed = URI.create(uri);
      return "file".equalsIgnoreCase(parsed.getScheme())
          ? Optional.of(Path.of(parsed).toAbsolutePath().normalize())
          : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  private static String below(Path root, Path path) {
    return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  /** The name of another file of the same workspace; empty when it is not in it. */
  Optional<String> nameOf(String other) {
    Path at = Path.of(other);
    return !root.isEmpty() && at.startsWith(root)
        ? Optional.of(below(Path.of(root), at))
        : Optional.empty();
  }

  /**
   * The path of a document that an extension names; empty when the name leads out of the workspace.
   */
  Optional<String> pathOf(String document) {
    if (document.equals(name)) {
      return Optional.of(path);
    }
    if (root.isEmpty() || document.isEmpty() || document.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    Path in = Path.of(root);
    Path at = in.resolve(document).normalize();
    return at.startsWith(in) && !at.equals(in) ? Optional.of(at.toString()) : Optional.empty();
  }
}
