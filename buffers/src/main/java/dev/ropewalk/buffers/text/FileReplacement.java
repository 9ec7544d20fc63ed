package dev.ropewalk.buffers.text;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;

/** Puts new content in a file's place in one step. */
final class FileReplacement {
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final AtomicLong FRESH_FILES = new AtomicLong();

  private final Path file;

  FileReplacement(Path file) {
    this.file = file;
  }

  TextFile.WriteOutcome write(Text text, FileEncoding encoding, boolean bom) throws IOException {
    if (encoding == FileEncoding.LATIN_1) {
      int offset = firstBeyondLatin1(text);
      if (offset >= 0) {
        return new TextFile.Unencodable(offset, text.codePointAt(offset));
      }
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new TextFile.Unwritable(TextFile.Cause.NOT_A_FILE, file + " is not a regular file");
    }
    Path fresh = freshFile(target);
    try {
      long bytes = fill(fresh, text, encoding, bom);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new TextFile.Written(bytes);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static long fill(Path fresh, Text text, FileEncoding encoding, boolean bom)
      throws IOException {
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
        OutputStream out =
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
      if (bom) {
        out.write(encoding.mark());
      }
      if (encoding == FileEncoding.UTF_8) {
        text.writeTo(out);
      } else {
        var leaves = new LeafWalk(text.root());
        leaves.seek(0, Node.BYTES);
        do {
          byte[] utf8 = leaves.leaf.data;
          out.write(new String(utf8, FileEncoding.UTF_8.charset()).getBytes(encoding.charset()));
        } while (leaves.next());
      }
      out.flush();
      channel.force(true);
      return channel.size();
    }
  }

  /** Makes an empty file beside the target, readable by no more people than the target is. */
  private static Path freshFile(Path target) throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    String name = ".ropewalk-" + ProcessHandle.current().pid() + "-";
    while (true) {
      Path fresh = directory.resolve(name + FRESH_FILES.incrementAndGet() + ".tmp");
      try {
        var view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (view == null || !Files.exists(target)) {
          return Files.createFile(fresh);
        }
        var permissions = view.readAttributes().permissions();
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(permissions));
        // The process's mask may have taken some away.
        Files.setPosixFilePermissions(fresh, permissions);
        return fresh;
      } catch (FileAlreadyExistsException e) {
        // Left behind by a process that had this one's number: the next name will do.
      }
    }
  }

  private static int firstBeyondLatin1(Text text) {
    var leaves = new LeafWalk(text.root());
    leaves.seek(0, Node.BYTES);
    do {
      Leaf leaf = leaves.leaf;
      for (int i = Utf8.firstNonAscii(leaf.data, 0, leaf.bytes); i < leaf.bytes; ) {
        if (Utf8.codePoint(leaf.data, i) > 0xFF) {
          return leaves.startUtf16 + Utf8.utf16Units(leaf.data, 0, i);
        }
        i += Utf8.width(leaf.data[i]);
      }
    } while (leaves.next());
    return -1;
  }
}
