package dev.ropewalk.buffers.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Finds out what the bytes of one file are while it reads them, once. */
final class FileDecoder {
  /*
   * UTF-8 is assumed until a byte proves otherwise. What came before that byte was well-formed, so the
   * leaves built so far are exactly the file's bytes: they are read again as Latin-1 from there, and
   * neither the file nor a copy of it is needed.
   */

  private final InputStream in;
  private final long limitBytes;
  private final byte[] buffer;
  private int filled;
  private long total;

  /**
   * @param buffer what to read through, at least {@link TextFile#SNIFFED_BYTES} long
   */
  FileDecoder(InputStream in, long limitBytes, byte[] buffer) {
    this.in = in;
    this.limitBytes = limitBytes;
    this.buffer = buffer;
  }

  TextFile.Outcome decode() throws IOException {
    try {
      return decodeWithin();
    } catch (LimitPassed e) {
      return new TextFile.TooLarge(total, limitBytes);
    } catch (TextTooLargeException e) {
      return new TextFile.TooLarge(e.bytes(), Text.MAX_BYTES);
    }
  }

  private TextFile.Outcome decodeWithin() throws IOException {
    boolean more = true;
    while (more && filled < TextFile.SNIFFED_BYTES) {
      more = fill();
    }
    if (FileEncoding.UTF_8.marks(buffer, filled)) {
      return hasNul() ? new TextFile.Binary() : utf8(FileEncoding.UTF_8.mark().length);
    }
    if (FileEncoding.UTF_16LE.marks(buffer, filled) && !isUtf32Le()) {
      return utf16(FileEncoding.UTF_16LE);
    }
    if (FileEncoding.UTF_16BE.marks(buffer, filled)) {
      return utf16(FileEncoding.UTF_16BE);
    }
    return hasNul() ? new TextFile.Binary() : utf8(0);
  }

  /** UTF-32LE's mark is UTF-16LE's and a NUL character; its bytes are full of NULs. */
  private boolean isUtf32Le() {
    return filled >= 4 && buffer[2] == 0 && buffer[3] == 0;
  }

  private boolean hasNul() {
    int end = Math.min(filled, TextFile.SNIFFED_BYTES);
    for (int i = 0; i < end; i++) {
      if (buffer[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private TextFile.Outcome utf8(int markLength) throws IOException {
    var builder = new TextBuilder();
    int from = markLength;
    while (true) {
      int wellFormed = Utf8Decoder.wellFormedUntil(buffer, from, filled);
      builder.appendWellFormed(buffer, from, wellFormed);
      if (wellFormed < filled && Utf8Decoder.sequence(buffer, wellFormed, filled) < 0) {
        return latin1(markLength, builder.build(), wellFormed);
      }
      if (!keepFrom(wellFormed)) {
        // What is left is the start of a sequence that the file does not end.
        return filled == 0
            ? new TextFile.Loaded(builder.build(), FileEncoding.UTF_8, markLength > 0, 0)
            : latin1(markLength, builder.build(), 0);
      }
      from = 0;
    }
  }

  /** Starts over as Latin-1: the mark, the bytes that were taken for UTF-8, and the rest. */
  private TextFile.Outcome latin1(int markLength, Text before, int from) throws IOException {
    var builder = new TextBuilder();
    appendLatin1(builder, FileEncoding.UTF_8.mark(), 0, markLength);
    var leaves = new LeafWalk(before.root());
    leaves.seek(0, Node.BYTES);
    do {
      appendLatin1(builder, leaves.leaf.data, 0, leaves.leaf.bytes);
    } while (leaves.next());
    appendLatin1(builder, buffer, from, filled);
    while (keepFrom(filled)) {
      appendLatin1(builder, buffer, 0, filled);
    }
    return new TextFile.Loaded(builder.build(), FileEncoding.LATIN_1, false, 0);
  }

  private static void appendLatin1(TextBuilder builder, byte[] bytes, int from, int to) {
    builder.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }

  private TextFile.Outcome utf16(FileEncoding encoding) throws IOException {
    var builder = new TextBuilder();
    boolean low = encoding == FileEncoding.UTF_16LE;
    char[] units = new char[buffer.length / 2];
    int from = encoding.mark().length;
    boolean more;
    do {
      int count = (filled - from) / 2;
      for (int i = 0; i < count; i++) {
        int first = buffer[from + 2 * i] & 0xFF;
        int second = buffer[from + 2 * i + 1] & 0xFF;
        units[i] = (char) (low ? second << 8 | first : first << 8 | second);
      }
      builder.append(CharBuffer.wrap(units, 0, count));
      from += 2 * count;
      more = keepFrom(from);
      from = 0;
    } while (more);
    int oddBytes = filled;
    if (oddBytes > 0) {
      builder.append("\uFFFD");
    }
    Text text = builder.build();
    return new TextFile.Loaded(text, encoding, true, builder.replacedSurrogates() + oddBytes);
  }

  /**
   * Moves what follows {@code from} to the buffer's start and reads more behind it.
   *
   * @return whether there was more
   */
  private boolean keepFrom(int from) throws IOException {
    System.arraycopy(buffer, from, buffer, 0, filled - from);
    filled -= from;
    return fill();
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, filled, buffer.length - filled);
    if (count < 0) {
      return false;
    }
    filled += count;
    total += count;
    if (total > limitBytes) {
      throw new LimitPassed();
    }
    return true;
  }

  /** Ends the reading of a stream that turned out to be too large. */
  private static final class LimitPassed extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
