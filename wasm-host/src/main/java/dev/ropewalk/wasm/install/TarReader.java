package dev.ropewalk.wasm.install;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive as a stream, entry by entry. Names are as the archive has them: check them
 * with {@link SafePath} before use. Belongs to one thread.
 */
final class TarReader {
  /*
   * Goal: read what npm and its relatives write (ustar, pax, GNU long names) from bytes that nobody
   * vouches for. Not done: writing, sparse files, modes and owners, which no package needs. A
   * library would bring thirty formats and a history of its own for these 250 lines.
   *
   * T1. Reading never looks further than the unpacked limit, entries that are skipped included.
   * T2. A size is between 0 and the unpacked limit, and a content is read to its padding before the
   *     next header is.
   * T3. Every header's checksum is right, so that a misread size is found at the next header.
   * T4. Long names and pax records are no longer than their own limit, and belong to the next entry
   *     alone; global pax records are skipped.
   * T5. The archive ends with a zero block; an end without one is an error, as a cut file is.
   *
   * Reference: POSIX.1-2017, pax, "pax Interchange Format"; GNU tar manual, "Basic Tar Format".
   */

  /** What an entry is. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  /**
   * One entry.
   *
   * @param name as written, unchecked
   * @param size bytes of content
   */
  record Entry(String name, Kind kind, long size) {}

  private static final int BLOCK = 512;
  private static final int CHUNK = 1 << 14;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int MAX_PAX_BYTES = 1 << 16; // comments and times; real ones have < 1 KiB

  private final InputStream in;
  private final InstallLimits.Unpack limits;
  private final byte[] block = new byte[BLOCK];
  private long consumed;
  private int entries;
  private long contentLeft;
  private int paddingLeft;

  /**
   * @param in the archive, already inflated; the caller closes it
   */
  TarReader(InputStream in, InstallLimits.Unpack limits) {
    this.in = in;
    this.limits = limits;
  }

  /**
   * Goes to the next entry, past what is unread of this one.
   *
   * @return empty at the end of the archive
   * @throws Refusal when the archive is malformed or over a limit
   */
  Optional<Entry> next() throws IOException, Refusal {
    String longName = null;
    Pax pax = new Pax(null, -1);
    while (true) {
      skip(contentLeft + paddingLeft);
      contentLeft = 0;
      paddingLeft = 0;
      fill(block, BLOCK);
      if (isZero()) {
        return Optional.empty();
      }
      if (++entries > limits.maxEntries()) {
        throw new Refusal(
            ProblemCode.TOO_LARGE, "the archive has more than " + limits.maxEntries() + " entries");
      }
      checkChecksum();
      char type = (char) (block[TYPE_AT] & 0xff);
      long size = checkedSize(number(SIZE_AT, SIZE_LENGTH));
      switch (type) {
        case 'L' -> longName = cut(new String(small(size), StandardCharsets.UTF_8));
        case 'x' -> pax = Pax.parse(small(size));
        case 'K', 'g' -> small(size);
        default -> {
          String name = pax.path != null ? pax.path : longName != null ? longName : headerName();
          long realSize = pax.size < 0 ? size : checkedSize(pax.size);
          contentLeft = hasContent(type) ? realSize : 0;
          paddingLeft = padding(contentLeft);
          return Optional.of(new Entry(name, kind(type, name), contentLeft));
        }
      }
    }
  }

  /** Writes the content of the current entry. */
  void copyTo(OutputStream out) throws IOException, Refusal {
    byte[] chunk = new byte[CHUNK];
    while (contentLeft > 0) {
      int length = (int) Math.min(chunk.length, contentLeft);
      fill(chunk, length);
      out.write(chunk, 0, length);
      contentLeft -= length;
    }
  }

  private static Kind kind(char type, String name) {
    return switch (type) {
      case '0', '\0', '7' -> name.endsWith("/") ? Kind.FOLDER : Kind.FILE;
      case '5' -> Kind.FOLDER;
      case '1', '2' -> Kind.LINK;
      default -> Kind.OTHER;
    };
  }

  /** Links, devices and folders have no content, whatever their size says. */
  private static boolean hasContent(char type) {
    return type < '1' || type > '6';
  }

  private String headerName() {
    String name = text(0, NAME_LENGTH);
    boolean ustar = text(MAGIC_AT, 6).equals("ustar"); // GNU's "ustar  " has no prefix
    String prefix = ustar ? text(PREFIX_AT, PREFIX_LENGTH) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String text(int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return new String(block, at, end - at, StandardCharsets.UTF_8);
  }

  private static String cut(String text) {
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private long checkedSize(long size) throws Refusal {
    if (size < 0) {
      throw malformed("an entry has a negative size");
    }
    if (size > limits.maxUnpackedBytes()) {
      throw tooLarge();
    }
    return size;
  }

  private void checkChecksum() throws Refusal {
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      unsigned += own ? ' ' : block[i] & 0xff;
      signed += own ? ' ' : block[i];
    }
    long stated = number(CHECKSUM_AT, CHECKSUM_LENGTH);
    if (stated != unsigned && stated != signed) { // old writers summed signed bytes
      throw malformed("a header's checksum is wrong");
    }
  }

  /** An octal number, or, with the top bit set, a big-endian one. */
  private long number(int at, int length) throws Refusal {
    if ((block[at] & 0x80) != 0) {
      return binary(at, length);
    }
    long value = 0;
    boolean any = false;
    for (int i = at; i < at + length; i++) {
      int c = block[i];
      if (c >= '0' && c <= '7') {
        value = (value << 3) + (c - '0'); // at most 12 digits, 36 bits
        any = true;
      } else if ((c == ' ' || c == 0) && any) {
        break;
      } else if (c != ' ' && c != 0) {
        throw malformed("a header's number is not octal");
      }
    }
    return value;
  }

  private long binary(int at, int length) throws Refusal {
    long value = block[at] & 0x7f;
    for (int i = at + 1; i < at + length; i++) {
      if (value > Long.MAX_VALUE >> 8) {
        throw tooLarge();
      }
      value = (value << 8) | (block[i] & 0xff);
    }
    return value;
  }

  private boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  /** Reads a whole content that is metadata. */
  private byte[] small(long size) throws IOException, Refusal {
    if (size > MAX_PAX_BYTES) {
      throw new Refusal(
          ProblemCode.TOO_LARGE, "the archive has a name or header of " + size + " bytes");
    }
    byte[] content = new byte[(int) size];
    fill(content, content.length);
    skip(padding(size));
    return content;
  }

  private void skip(long count) throws IOException, Refusal {
    byte[] chunk = new byte[CHUNK];
    for (long left = count; left > 0; left -= CHUNK) {
      fill(chunk, (int) Math.min(CHUNK, left));
    }
  }

  /** The only place that reads; keeps T1. */
  private void fill(byte[] into, int length) throws IOException, Refusal {
    consumed += length;
    if (consumed > limits.maxUnpackedBytes()) {
      throw tooLarge();
    }
    try {
      if (in.readNBytes(into, 0, length) < length) {
        throw malformed("it is cut short");
      }
    } catch (EOFException e) {
      throw malformed("it is cut short");
    }
  }

  private Refusal tooLarge() {
    return new Refusal(
        ProblemCode.TOO_LARGE,
        "the archive unpacks to more than " + limits.maxUnpackedBytes() + " bytes");
  }

  private static Refusal malformed(String why) {
    return new Refusal(ProblemCode.ARCHIVE_MALFORMED, "the archive is malformed: " + why);
  }

  /** The records of a pax header that matter: {@code length key=value\n}. */
  private record Pax(@Nullable String path, long size) {
    private static final int MAX_DIGITS = 18; // fits a long

    static Pax parse(byte[] records) throws Refusal {
      String path = null;
      long size = -1;
      int at = 0;
      while (at < records.length && records[at] != 0) {
        int space = at;
        while (space < records.length && records[space] != ' ') {
          space++;
        }
        long length = decimal(records, at, space);
        if (length < 5 || length > records.length - at || at + length <= space + 1) {
          throw malformed("a pax record has a wrong length");
        }
        int end = at + (int) length;
        if (records[end - 1] != '\n') {
          throw malformed("a pax record does not end in a line feed");
        }
        String record = new String(records, space + 1, end - 1 - space - 1, StandardCharsets.UTF_8);
        int equals = record.indexOf('=');
        if (equals <= 0) {
          throw malformed("a pax record has no key");
        }
        String key = record.substring(0, equals);
        String value = record.substring(equals + 1);
        if (key.startsWith("GNU.sparse.")) {
          throw malformed("it has a sparse file");
        }
        if (key.equals("path")) {
          path = value;
        } else if (key.equals("size")) {
          byte[] digits = value.getBytes(StandardCharsets.UTF_8);
          size = decimal(digits, 0, digits.length);
        }
        at = end;
      }
      return new Pax(path, size);
    }

    private static long decimal(byte[] text, int from, int to) throws Refusal {
      if (from == to || to - from > MAX_DIGITS) {
        throw malformed("a pax record has a wrong number");
      }
      long value = 0;
      for (int i = from; i < to; i++) {
        if (text[i] < '0' || text[i] > '9') {
          throw malformed("a pax record has a wrong number");
        }
        value = value * 10 + (text[i] - '0');
      }
      return value;
    }
  }
}
