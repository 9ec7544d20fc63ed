package dev.ropewalk.protocol.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of a Unix domain socket: who may reach it, whether it is alive, who removes it. */
final class UnixSocketFile {
  /* A socket is as private as its directory: permissions of the file itself are not honoured
   * everywhere. So the directory has to be ours and closed to others, and is checked before anything
   * is put there.
   *
   * The socket is bound beside its path, made private and then moved there, which replaces a stale
   * one in one step, shows nobody a socket that is not ready, and keeps Netty from removing the path
   * when it closes the listener: by then it may belong to a successor.
   *
   * Two processes that start at the same moment can take each other's socket for stale. The
   * single-instance lock of the daemon excludes that.
   */

  /**
   * Linux has room for 108 bytes including the final zero, macOS and the BSDs for 104; two are for
   * the suffix of the path where it is bound.
   */
  static final int MAX_PATH_BYTES = 100;

  private static final String BIND_SUFFIX = ".n";

  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> SOCKET_MODE =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private @Nullable Object fileKey;

  UnixSocketFile(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** Where clients connect. */
  Path path() {
    return path;
  }

  /** Where the socket is to be bound. */
  Path bindPath() {
    return path.resolveSibling(path.getFileName() + BIND_SUFFIX);
  }

  /** An expected reason not to bind. */
  record Problem(ListenError error, String message) {}

  /** Makes the path ready to be bound, or says why that cannot be. */
  @Nullable Problem prepare() throws IOException {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      return new Problem(
          ListenError.PATH_TOO_LONG,
          "the socket path has "
              + bytes
              + " bytes, the system allows "
              + MAX_PATH_BYTES
              + "; choose a shorter directory: "
              + path);
    }
    Path directory = path.getParent();
    if (directory == null) {
      return new Problem(ListenError.IO_FAILURE, "the socket path has no directory: " + path);
    }
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
    }
    Problem problem = checkPrivate(directory);
    if (problem == null) {
      problem = checkUnused();
    }
    if (problem == null) {
      Files.deleteIfExists(bindPath());
    }
    return problem;
  }

  /** Called after the bind: puts the socket where clients look for it. */
  void bound() throws IOException {
    Files.setPosixFilePermissions(bindPath(), SOCKET_MODE);
    Files.move(bindPath(), path, StandardCopyOption.ATOMIC_MOVE);
    fileKey = fileKey();
  }

  /** Removes the file if it is still the one that was bound. */
  void unlink() throws IOException {
    Object ours = fileKey;
    if (ours != null && Objects.equals(ours, fileKey())) {
      Files.deleteIfExists(path);
    }
    fileKey = null;
  }

  private @Nullable Object fileKey() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static @Nullable Problem checkPrivate(Path directory) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
    if (!DIRECTORY_MODE.containsAll(mode)) {
      return new Problem(
          ListenError.DIRECTORY_NOT_PRIVATE,
          "the directory of the socket is open to others ("
              + PosixFilePermissions.toString(mode)
              + "); run chmod 700 "
              + directory);
    }
    // The owner of a file made here is this process's user, whatever that user is called.
    Path probe = Files.createTempFile(directory, ".owner", "");
    try {
      if (!Files.getOwner(probe).equals(Files.getOwner(directory))) {
        return new Problem(
            ListenError.DIRECTORY_NOT_PRIVATE,
            "the directory of the socket belongs to "
                + Files.getOwner(directory).getName()
                + "; choose one of your own instead of "
                + directory);
      }
    } finally {
      Files.deleteIfExists(probe);
    }
    return null;
  }

  private @Nullable Problem checkUnused() throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!attributes.isOther()) {
      return new Problem(
          ListenError.NOT_A_SOCKET, "there is something that is not a socket at " + path);
    }
    if (isAlive(path)) {
      return new Problem(
          ListenError.ADDRESS_IN_USE, "another process accepts connections at " + path);
    }
    return null;
  }

  private static boolean isAlive(Path path) throws IOException {
    try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false); // a full backlog would block a blocking connect
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (SocketException e) {
      return true; // "try again": the backlog of a live listener is full
    }
  }
}
