package dev.ropewalk.daemon.workspace;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was when it was read.
 *
 * @param inode what tells it from another one of the name, where the system says
 * @param trust how far equal attributes mean equal contents
 */
record SeenFile(
    long sizeBytes, FileTime modified, @Nullable Object inode, Trust trust, FileState state) {
  /** How far equal attributes mean equal contents. */
  enum Trust {
    /** It was read here, some time after it was changed. */
    READ,
    /** It was read so shortly after it was changed that another change would leave its time. */
    RACY,
    /** An earlier process read it; it is read again when there is time for that. */
    EARLIER
  }

  static SeenFile of(BasicFileAttributes attributes, Trust trust, FileState state) {
    return new SeenFile(
        attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), trust, state);
  }

  /** Whether a file with these attributes needs no reading. */
  boolean isStill(BasicFileAttributes attributes) {
    return trust != Trust.RACY
        && sizeBytes == attributes.size()
        && modified.equals(attributes.lastModifiedTime())
        && Objects.equals(inode, attributes.fileKey());
  }
}
