package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.CheckSettings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The files below some paths, within limits. Links are not followed. */
final class SourceTree {
  /** Directories of other people's files and of tools, which nobody means by "this tree". */
  private static final Set<String> SKIPPED = Set.of("node_modules", "__pycache__");

  private SourceTree() {}

  /**
   * What was found.
   *
   * @param files in the order of their names
   * @param problems what could not be read, in words
   * @param truncated whether there are more files than the limit
   */
  record Found(List<Path> files, List<String> problems, boolean truncated) {}

  /**
   * Walks paths.
   *
   * @param everything whether hidden directories and those of packages are walked too; a path that
   *     was named is always walked
   */
  static Found walk(List<Path> paths, CheckSettings limits, boolean everything) {
    var files = new ArrayList<Path>();
    var problems = new ArrayList<String>();
    boolean truncated = false;
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new CommandFailure(ExitCode.USAGE, path + " does not exist");
      }
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      var visitor = new Visitor(path, limits.maxFiles(), everything, files, problems);
      try {
        Files.walkFileTree(
            path, EnumSet.noneOf(java.nio.file.FileVisitOption.class), limits.maxDepth(), visitor);
      } catch (IOException e) {
        problems.add(path + ": " + e.getMessage());
      }
      truncated |= visitor.truncated;
    }
    Collections.sort(files);
    return new Found(files, problems, truncated);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final int maxFiles;
    private final boolean everything;
    private final List<Path> files;
    private final List<String> problems;
    private boolean truncated;

    Visitor(Path root, int maxFiles, boolean everything, List<Path> files, List<String> problems) {
      this.root = root;
      this.maxFiles = maxFiles;
      this.everything = everything;
      this.files = files;
      this.problems = problems;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      String name = directory.getFileName() == null ? "" : directory.getFileName().toString();
      boolean skipped = name.startsWith(".") || SKIPPED.contains(name);
      return directory.equals(root) || everything || !skipped
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        return FileVisitResult.CONTINUE;
      }
      if (files.size() >= maxFiles) {
        truncated = true;
        return FileVisitResult.TERMINATE;
      }
      files.add(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      problems.add(file + ": " + failure.getClass().getSimpleName());
      return FileVisitResult.CONTINUE;
    }
  }
}
