package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.store.StoreFormat.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where files are, and which files are the store's. */
final class StoreLayout {
  /*
   * <root>/v<format>/<kind>/<first byte of the name>/<name>.record, .blob, or <name>.<unique>.tmp
   *
   * The kind is the query's id, so that sizes by kind need no file to be opened. A name is 64 digits
   * of lower-case hexadecimal. Whatever has another form or another place is not the store's, and is
   * never touched.
   */
  private static final Pattern PLAIN_KIND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern OURS =
      Pattern.compile(
          "v(\\d{1,4})/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/([0-9a-f]{2})/"
              + "([0-9a-f]{64})\\.(record|blob|[0-9a-z-]{1,40}\\.tmp)");
  private static final int LEVELS = 4;

  /** What the usual file systems give to a file at least, and in steps of. */
  private static final long BLOCK_BYTES = 4096;

  private final Path root;

  StoreLayout(Path root) {
    this.root = root;
  }

  /** What a name says. */
  enum Form {
    RECORD,
    BLOB,
    TEMPORARY
  }

  /**
   * A file whose name and place are those of a store.
   *
   * @param format the number of the format of its directory
   * @param name the hexadecimal digits
   * @param usedMillis when it was used last, in milliseconds since 1970
   * @param bytes what it takes on the disk
   */
  record Entry(
      Path path, int format, String kind, String name, Form form, long usedMillis, long bytes) {
    /** Whether this build can read it. */
    boolean isCurrent() {
      return format == StoreFormat.NUMBER;
    }
  }

  /** Sees the files of a directory. */
  interface Visitor {
    /** A file of a store. */
    void ours(Entry entry);

    /** Anything else; it is to stay as it is. */
    default void foreign(Path path) {}
  }

  Path root() {
    return root;
  }

  /** What a file of so many bytes takes on the disk. */
  static long onDisk(long bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /** The name of a directory for results of a query. */
  static String kind(String query) {
    return PLAIN_KIND.matcher(query).matches()
        ? query
        : "x-" + Fingerprint.of(query.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 16);
  }

  Path record(String kind, String name) {
    return path(kind, name, Kind.RECORD);
  }

  Path blob(String kind, Fingerprint fingerprint) {
    return path(kind, fingerprint.toString(), Kind.BLOB);
  }

  private Path path(String kind, String name, Kind form) {
    return root.resolve("v" + StoreFormat.NUMBER)
        .resolve(kind)
        .resolve(name.substring(0, 2))
        .resolve(name + form.suffix());
  }

  /**
   * Shows every file, those of other formats too. What vanishes meanwhile, or cannot be read, is
   * left out.
   */
  void walk(Visitor visitor) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        EnumSet.noneOf(java.nio.file.FileVisitOption.class),
        LEVELS,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Optional<Entry> entry =
                attributes.isRegularFile() ? entry(file, attributes) : Optional.empty();
            entry.ifPresentOrElse(visitor::ours, () -> visitor.foreign(file));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Optional<Entry> entry(Path file, BasicFileAttributes attributes) {
    String relative = root.relativize(file).toString().replace('\\', '/');
    Matcher matcher = OURS.matcher(relative);
    if (!matcher.matches() || !matcher.group(4).startsWith(matcher.group(3))) {
      return Optional.empty();
    }
    Form form =
        switch (matcher.group(5)) {
          case "record" -> Form.RECORD;
          case "blob" -> Form.BLOB;
          default -> Form.TEMPORARY;
        };
    return Optional.of(
        new Entry(
            file,
            Integer.parseInt(matcher.group(1)),
            matcher.group(2),
            matcher.group(4),
            form,
            attributes.lastModifiedTime().toMillis(),
            onDisk(attributes.size())));
  }
}
