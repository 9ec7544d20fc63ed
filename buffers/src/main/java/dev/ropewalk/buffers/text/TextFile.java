package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.pool.Lease;
import dev.ropewalk.buffers.pool.PoolMetric;
import dev.ropewalk.buffers.pool.ScratchPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads text from files and writes it back as it was.
 *
 * <p>A byte order mark tells UTF-8 and both kinds of UTF-16; without one, bytes that are
 * well-formed UTF-8 are that, and others are Latin-1. The mark is not part of the text. What a file
 * turns out to be is a result, not an exception.
 */
public final class TextFile {
  /** How many bytes are searched for a NUL, which only a binary file has there. */
  public static final int SNIFFED_BYTES = 8 * 1024;

  /** What files are read through: at most 1 MiB is kept, for as many readers at once. */
  private static final ScratchPool SCRATCH = new ScratchPool(ScratchPool.MIN_ARRAY_BYTES, 16, 4);

  private TextFile() {}

  /** What reading a file came to. */
  public sealed interface Outcome permits Loaded, Binary, TooLarge, Unreadable {}

  /**
   * The file is text.
   *
   * @param text its content, without a byte order mark
   * @param encoding what its bytes are
   * @param bom whether it starts with a byte order mark
   * @param replaced how many parts were not text (lone surrogates and a last odd byte of UTF-16)
   *     and became U+FFFD; when 0, {@link #write} gives the same bytes again
   */
  public record Loaded(Text text, FileEncoding encoding, boolean bom, int replaced)
      implements Outcome {}

  /** The file is not text: it has a NUL in its first {@link #SNIFFED_BYTES}. */
  public record Binary() implements Outcome {}

  /**
   * The file is larger than allowed.
   *
   * @param bytes its size as far as known: the file's, or what was read until the limit was passed
   * @param limitBytes what was allowed
   */
  public record TooLarge(long bytes, long limitBytes) implements Outcome {}

  /**
   * The file could not be read.
   *
   * @param cause what is wrong
   * @param message the same in words, with the file's name
   */
  public record Unreadable(Cause cause, String message) implements Outcome {}

  /** Why a file could not be read or written; the names are stable. */
  public enum Cause {
    /** There is no such file. */
    MISSING,
    /** The file is not a regular file. */
    NOT_A_FILE,
    /** This process may not. */
    DENIED,
    /** The disk or the stream failed. */
    IO
  }

  /** What writing a file came to. */
  public sealed interface WriteOutcome permits Written, Unencodable, Unwritable {}

  /**
   * The file has the text.
   *
   * @param bytes the file's size
   */
  public record Written(long bytes) implements WriteOutcome {}

  /**
   * The encoding has no bytes for a character; the file is as before.
   *
   * @param offsetUtf16 the first such character's place in the text
   * @param codePoint that character
   */
  public record Unencodable(int offsetUtf16, int codePoint) implements WriteOutcome {}

  /**
   * The file could not be written and is as before.
   *
   * @param cause what is wrong
   * @param message the same in words, with the file's name
   */
  public record Unwritable(Cause cause, String message) implements WriteOutcome {}

  /**
   * Reads a file.
   *
   * @param file the file
   * @param limitBytes the largest size to read, in bytes
   */
  public static Outcome read(Path file, long limitBytes) {
    try {
      if (!Files.isRegularFile(file) && Files.exists(file)) {
        return new Unreadable(Cause.NOT_A_FILE, file + " is not a regular file");
      }
      long size = Files.size(file);
      if (size > limitBytes) {
        return new TooLarge(size, limitBytes);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return decode(in, limitBytes);
      }
    } catch (IOException e) {
      return new Unreadable(causeOf(e), file + ": " + reason(e));
    }
  }

  /**
   * Reads a stream to its end; it stays open.
   *
   * @param in the bytes of a file
   * @param limitBytes the most bytes to read
   */
  public static Outcome read(InputStream in, long limitBytes) {
    try {
      return decode(in, limitBytes);
    } catch (IOException e) {
      return new Unreadable(causeOf(e), reason(e));
    }
  }

  /**
   * Writes a file so that at any time it has the old content or the new one: to a new file beside
   * it, forced to the disk, then moved over it. A symbolic link stays and its target is replaced;
   * the file's permissions stay.
   *
   * @param file the file; need not exist, its directory must
   * @param text the content
   * @param encoding what the bytes shall be
   * @param bom whether to start with a byte order mark; Latin-1 has none
   */
  public static WriteOutcome write(Path file, Text text, FileEncoding encoding, boolean bom) {
    try {
      return new FileReplacement(file).write(text, encoding, bom);
    } catch (IOException e) {
      return new Unwritable(causeOf(e), file + ": " + reason(e));
    }
  }

  /** Returns the counts of the arrays that files are read through. */
  public static PoolMetric scratch() {
    return SCRATCH;
  }

  private static Outcome decode(InputStream in, long limitBytes) throws IOException {
    try (Lease<byte[]> buffer = SCRATCH.lease()) {
      return new FileDecoder(in, limitBytes, buffer.get()).decode();
    }
  }

  private static Cause causeOf(IOException e) {
    if (e instanceof NoSuchFileException) {
      return Cause.MISSING;
    }
    return e instanceof AccessDeniedException ? Cause.DENIED : Cause.IO;
  }

  private static String reason(IOException e) {
    return switch (causeOf(e)) {
      case MISSING -> "no such file or directory";
      case DENIED -> "permission denied";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
