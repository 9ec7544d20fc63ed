package dev.ropewalk.wasm.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A class store in a private directory: one file for each entry. */
public final class DirectoryClassStore implements ClassStore {
  /*
   * Classes from here run as trusted code, so the directory is private to its owner (0700) and a
   * directory that others may write to is not used. A file is the SHA-256 of the rest, and the rest.
   * It is written beside its place and moved there, so a reader sees all of it or nothing. Whatever
   * does not check is a miss, and is made and written again.
   *
   * The directory is bounded: every new build of Ropewalk and of a grammar has keys of its own, and
   * the files that were not used for longest go when a put makes it too large. A use is seen by the
   * time of the file, which a get brings forward at most once in TOUCH. Several processes may share
   * the directory: a file that another one deletes is a miss.
   */
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");
  private static final Duration TOUCH = Duration.ofHours(12);
  private static final Duration STALE_TEMPORARY = Duration.ofHours(1);
  private static final int HASH_BYTES = 32;

  private final Path directory;
  private final long maxBytes;

  /**
   * @param directory made when absent, with mode 0700
   * @param maxBytes the most that its files may have together; the newest one always stays
   * @throws IOException when it cannot be made or is open to others
   */
  public DirectoryClassStore(Path directory, long maxBytes) throws IOException {
    this.directory = directory;
    this.maxBytes = maxBytes;
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      if (posix()) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
    }
    if (posix()) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
      if (mode.charAt(4) == 'w' || mode.charAt(7) == 'w') {
        throw new IOException(
            directory + " can be written to by others (" + mode + "); run: chmod 700 " + directory);
      }
    }
  }

  private boolean posix() {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public Optional<byte[]> get(String key) {
    Path path = path(key);
    try {
      byte[] file = Files.readAllBytes(path);
      if (file.length < HASH_BYTES
          || !Arrays.equals(
              file, 0, HASH_BYTES, sha256(file, HASH_BYTES, file.length), 0, HASH_BYTES)) {
        LOG.log(System.Logger.Level.WARNING, "Damaged entry in the class store: {0}", key);
        return Optional.empty();
      }
      touch(path);
      return Optional.of(Arrays.copyOfRange(file, HASH_BYTES, file.length));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Cannot read the class store: {0}", e.toString());
      return Optional.empty();
    }
  }

  private static void touch(Path path) {
    try {
      Instant now = Instant.now();
      if (Files.getLastModifiedTime(path).toInstant().isBefore(now.minus(TOUCH))) {
        Files.setLastModifiedTime(path, FileTime.from(now));
      }
    } catch (IOException e) {
      // It is read-only, or gone by now; then its age does not matter.
      LOG.log(System.Logger.Level.DEBUG, "Cannot mark a use in the class store: {0}", e.toString());
    }
  }

  @Override
  public boolean put(String key, byte[] entry) {
    try {
      Path temporary = Files.createTempFile(directory, key.substring(0, 8), ".tmp");
      try {
        byte[] file = Arrays.copyOf(sha256(entry, 0, entry.length), HASH_BYTES + entry.length);
        System.arraycopy(entry, 0, file, HASH_BYTES, entry.length);
        Files.write(temporary, file);
        Files.move(
            temporary,
            path(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      shrink(path(key));
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Cannot write the class store: {0}", e.toString());
      return false;
    }
  }

  private record Entry(Path path, FileTime used, long bytes) {}

  /** Deletes what was not used for longest until the rest fits, and what a crash left over. */
  private void shrink(Path newest) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{rwc,tmp}")) {
      for (Path file : files) {
        try {
          FileTime used = Files.getLastModifiedTime(file);
          if (!file.toString().endsWith(".tmp")) {
            entries.add(new Entry(file, used, Files.size(file)));
            total += entries.getLast().bytes;
          } else if (used.toInstant().isBefore(Instant.now().minus(STALE_TEMPORARY))) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          LOG.log(System.Logger.Level.DEBUG, "Another process deleted {0}", file);
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry entry : entries) {
      if (total <= maxBytes) {
        return;
      }
      if (!entry.path.equals(newest)) {
        Files.deleteIfExists(entry.path);
        total -= entry.bytes;
      }
    }
  }

  private Path path(String key) {
    if (!key.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hexadecimal: " + key);
    }
    return directory.resolve(key + ".rwc");
  }

  private static byte[] sha256(byte[] bytes, int from, int to) {
    MessageDigest digest = Sha256.begin();
    digest.update(bytes, from, to - from);
    return digest.digest();
  }
}
