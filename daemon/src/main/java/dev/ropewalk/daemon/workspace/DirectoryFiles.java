package dev.ropewalk.daemon.workspace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of one directory, opened one after another; none of them is a link, or elsewhere. */
final class DirectoryFiles implements Closeable {
  /*
   * The directory is opened once. If it is the one (inode) that its real path names, and that path is
   * within the root, then so is each file that is opened relative to it and is no link, whatever is
   * moved or linked meanwhile. That costs one real path for a directory. Systems without such opening
   * (Windows) are asked for the real path of each file. What became a pipe since it was listed is not
   * opened, which would wait for a writer.
   */
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final DirectoryStream<Path> stream;
  private final @Nullable SecureDirectoryStream<Path> opened;
  private final Path home;

  private DirectoryFiles(
      DirectoryStream<Path> stream, @Nullable SecureDirectoryStream<Path> opened, Path home) {
    this.stream = stream;
    this.opened = opened;
    this.home = home;
  }

  /**
   * Opens a directory.
   *
   * @param home the real path of the root that it has to be in
   * @throws IOException when it cannot be opened, or is elsewhere
   */
  @SuppressWarnings({"unchecked", "StreamResourceLeak"}) // it is closed with this
  static DirectoryFiles open(Path directory, Path home) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
    try {
      var opened =
          stream instanceof SecureDirectoryStream<?> secure
              ? (SecureDirectoryStream<Path>) secure
              : null;
      if (opened != null) {
        Path real = directory.toRealPath();
        if (!real.startsWith(home) || !Objects.equals(key(opened), key(real))) {
          throw new IOException("a directory above it became a link");
        }
      }
      return new DirectoryFiles(stream, opened, home);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  private static @Nullable Object key(SecureDirectoryStream<Path> opened) throws IOException {
    return opened.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
  }

  private static @Nullable Object key(Path directory) throws IOException {
    return Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /**
   * Opens a regular file of it.
   *
   * @throws IOException when it is gone, is a link, or leads out of the root
   */
  SeekableByteChannel read(Path file) throws IOException {
    if (opened != null) {
      Path name = Objects.requireNonNull(file.getFileName());
      requireRegular(
          opened
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
      return opened.newByteChannel(name, READ);
    }
    if (!file.toRealPath().startsWith(home)) {
      throw new IOException("a directory above it became a link");
    }
    requireRegular(
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    try {
      return Files.newByteChannel(file, READ);
    } catch (IllegalArgumentException e) {
      return Files.newByteChannel(file, StandardOpenOption.READ); // a file system without links
    }
  }

  private static void requireRegular(BasicFileAttributes attributes) throws IOException {
    if (!attributes.isRegularFile()) {
      throw new IOException("no regular file");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
