package dev.ropewalk.daemon.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is left out in a directory: its own {@code .gitignore}, then those above it up to the top of
 * the repository, then {@code .git/info/exclude}; a deeper file, and in a file a later line,
 * decides. The configured excludes come before all of them. Immutable.
 */
final class IgnoreRules {
  /** The name of ignore files. */
  static final String FILE = ".gitignore";

  /** A larger ignore file is not written by hand; its beginning counts. */
  private static final int MAX_FILE_BYTES = 1 << 20;

  private static final int MAX_LEVELS_UP = 64; // to the top of the repository around a root

  private final @Nullable IgnoreRules above;
  private final List<IgnorePattern> excludes;
  private final String root;
  private final String directory;
  private final List<IgnorePattern> patterns;

  private IgnoreRules(
      @Nullable IgnoreRules above,
      List<IgnorePattern> excludes,
      String root,
      String directory,
      List<IgnorePattern> patterns) {
    this.above = above;
    this.excludes = excludes;
    this.root = root;
    this.directory = directory;
    this.patterns = patterns;
  }

  /** The rules of a root, read from it and from the repository around it. */
  static IgnoreRules ofRoot(Path root, Collection<String> excludes) {
    List<IgnorePattern> configured =
        excludes.stream().sorted().map(IgnorePattern::of).filter(Objects::nonNull).toList();
    Path top = root;
    for (int i = 0; i < MAX_LEVELS_UP && top != null; i++, top = top.getParent()) {
      if (Files.exists(top.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        break;
      }
    }
    if (top == null || !Files.exists(top.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      top = root; // no repository: ignore files count from the root on
    }
    var rules =
        new IgnoreRules(
            null,
            configured,
            text(root),
            text(top),
            read(top.resolve(".git").resolve("info").resolve("exclude")));
    Path at = top;
    rules = rules.with(at);
    while (!at.equals(root)) {
      at = at.resolve(at.relativize(root).getName(0));
      rules = rules.with(at);
    }
    return rules;
  }

  /** The rules of a directory in the one that these are of. */
  IgnoreRules with(Path child) {
    List<IgnorePattern> own = read(child.resolve(FILE));
    return own.isEmpty() ? this : new IgnoreRules(this, excludes, root, text(child), own);
  }

  private static List<IgnorePattern> read(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) { // git follows no link either
      return List.of();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return IgnorePattern.parse(in.readNBytes(MAX_FILE_BYTES));
    } catch (IOException e) {
      return List.of(); // as git does
    }
  }

  /**
   * Whether an entry of the directory is left out; what is below a directory that is left out is
   * not asked for.
   *
   * @param path absolute, in the directory of these rules
   */
  boolean ignores(Path path, boolean isDirectory) {
    String whole = text(path);
    Boolean decided = decide(excludes, whole, root, isDirectory);
    if (decided != null) {
      return decided;
    }
    for (IgnoreRules level = this; level != null; level = level.above) {
      decided = decide(level.patterns, whole, level.directory, isDirectory);
      if (decided != null) {
        return decided;
      }
    }
    return false;
  }

  private static @Nullable Boolean decide(
      List<IgnorePattern> patterns, String path, String base, boolean isDirectory) {
    if (patterns.isEmpty()) {
      return null;
    }
    byte[] below = path.substring(base.length() + 1).getBytes(StandardCharsets.UTF_8);
    byte[] ended = Arrays.copyOf(below, below.length + 1);
    int name = below.length;
    while (name > 0 && below[name - 1] != '/') {
      name--;
    }
    for (int i = patterns.size() - 1; i >= 0; i--) {
      if (patterns.get(i).matches(ended, name, isDirectory)) {
        return !patterns.get(i).isNegative();
      }
    }
    return null;
  }

  /** A path with slashes; the root of a file system without one. */
  private static String text(Path path) {
    String text = path.toString().replace('\\', '/');
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
