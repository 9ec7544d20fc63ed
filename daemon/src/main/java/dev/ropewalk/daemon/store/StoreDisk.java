package dev.ropewalk.daemon.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Single operations on files of one private directory. */
final class StoreDisk {
  /*
   * Reads go through RandomAccessFile: unlike a channel it is not closed by an interrupt of the
   * thread, so a cancelled asker neither fails nor leaves anything behind. Writes use channels, since
   * only these can create a file with its permissions; they run on the store's own thread.
   *
   * A file is written beside its place and moved there. It is not forced to the disk: after a crash
   * of the system it may be cut off, which the reader finds out.
   */
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  /** More than any setting allows; a larger file is none of ours. */
  private static final long MAX_FILE_BYTES = 300L << 20;

  private final Path root;
  private final boolean posix;
  private final String unique =
      ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime() & 0xffff_ffffL, 36);
  private final AtomicLong temporaries = new AtomicLong();

  StoreDisk(Path root) {
    this.root = root;
    posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Reads a whole file; an interrupt of this thread changes nothing. */
  static Lookup<byte[]> read(Path path) {
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      if (length > MAX_FILE_BYTES) {
        return new Lookup.Corrupt<>("it has " + length + " bytes");
      }
      byte[] bytes = new byte[(int) length];
      file.readFully(bytes);
      return new Lookup.Hit<>(bytes);
    } catch (FileNotFoundException e) {
      // The JDK says this also of what is there and may not be read.
      return Files.notExists(path, LinkOption.NOFOLLOW_LINKS)
          ? new Lookup.Miss<>()
          : new Lookup.IoFailure<>(reason(e));
    } catch (IOException e) {
      return new Lookup.IoFailure<>(reason(e));
    }
  }

  /** The first bytes of a file, at most {@code count}. */
  static byte[] beginning(Path path, int count) throws IOException {
    try (var in = new FileInputStream(path.toFile())) {
      return in.readNBytes(count);
    }
  }

  /** What went wrong, without the name of a file. */
  static String reason(IOException failure) {
    if (failure instanceof FileSystemException known) {
      String reason = known.getReason();
      return reason == null ? known.getClass().getSimpleName() : reason;
    }
    if (failure instanceof FileNotFoundException) {
      return "the file is there and cannot be opened";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /**
   * Makes the root private to this user.
   *
   * @throws IOException when it cannot be made, or is somebody else's
   */
  void prepare() throws IOException {
    makeDirectories(root);
    if (posix && !Files.getPosixFilePermissions(root).equals(DIRECTORY)) {
      Files.setPosixFilePermissions(root, DIRECTORY);
    }
  }

  private void makeDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      makeDirectories(parent);
    }
    try {
      Files.createDirectory(directory, attributes(DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** Puts a file in its place; a reader sees all of it or what was there before. */
  void write(Path path, byte[] bytes) throws IOException {
    String name = path.getFileName().toString();
    Path temporary =
        path.resolveSibling(
            name.substring(0, name.indexOf('.'))
                + "."
                + unique
                + "-"
                + Long.toString(temporaries.incrementAndGet(), 36)
                + ".tmp");
    try {
      try {
        fill(temporary, bytes);
      } catch (NoSuchFileException e) {
        makeDirectories(path.getParent());
        fill(temporary, bytes);
      }
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(temporary);
      throw e;
    }
  }

  private void fill(Path temporary, byte[] bytes) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes(FILE))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  /** Removes a file; whether it was there and is gone. */
  @CanIgnoreReturnValue
  static boolean remove(Path path) {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      return false;
    }
  }

  /** Marks a use of a file. */
  static void touch(Path path, Instant now) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(now));
    } catch (IOException e) {
      // It is gone, or the disk is read-only; then its age does not matter.
      return;
    }
  }
}
