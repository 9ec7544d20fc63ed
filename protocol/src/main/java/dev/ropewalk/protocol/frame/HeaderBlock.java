package dev.ropewalk.protocol.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header lines of one frame while they arrive. */
final class HeaderBlock {
  /* Lines are kept one at a time: a finished line is interpreted and forgotten, so the block holds
   * at most one line. The byte count covers the whole block, so many short lines meet the same
   * limit as one long line.
   *
   * I1  0 <= lineLength <= line.length and lineLength <= totalBytes <= maxBytes.
   * I2  length is -1 until a Content-Length line was accepted.
   */
  private static final int FIRST_LINE_BYTES = 64;
  private static final int SHOWN_CHARACTERS = 40;

  private final int maxBytes;
  private byte[] line = new byte[FIRST_LINE_BYTES];
  private int lineLength;
  private int totalBytes;
  private boolean afterReturn;
  private long length = -1;

  HeaderBlock(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What one byte did to the block. */
  enum Step {
    MORE,
    COMPLETE,
    FAILED
  }

  private FrameEvent.@Nullable Failed failure;

  Step accept(byte next) {
    if (totalBytes == maxBytes) {
      return fail(
          FrameError.HEADER_TOO_LONG,
          "the header block has no end within " + maxBytes + " bytes, the limit");
    }
    totalBytes++;
    if (next == '\n') {
      afterReturn = false;
      return endLine();
    }
    if (afterReturn) {
      return illegal((byte) '\r');
    }
    if (next == '\r') {
      afterReturn = true;
      return Step.MORE;
    }
    if ((next < 0x20 && next != '\t') || next == 0x7f) {
      return illegal(next);
    }
    if (lineLength == line.length) {
      line = Arrays.copyOf(line, Math.min(maxBytes, line.length * 2));
    }
    line[lineLength++] = next;
    return Step.MORE;
  }

  /** The announced length; valid after {@link Step#COMPLETE}. */
  long length() {
    return length;
  }

  /** What went wrong; present after {@link Step#FAILED}. */
  FrameEvent.@Nullable Failed failure() {
    return failure;
  }

  boolean isEmpty() {
    return totalBytes == 0;
  }

  int heldBytes() {
    return line.length;
  }

  void clear() {
    if (line.length > FIRST_LINE_BYTES) {
      line = new byte[FIRST_LINE_BYTES];
    }
    lineLength = 0;
    totalBytes = 0;
    afterReturn = false;
    length = -1;
  }

  private Step endLine() {
    if (lineLength == 0) {
      return length >= 0
          ? Step.COMPLETE
          : fail(FrameError.MISSING_LENGTH, "the header block has no Content-Length");
    }
    String text = new String(line, 0, lineLength, StandardCharsets.US_ASCII);
    lineLength = 0;
    int colon = text.indexOf(':');
    if (colon <= 0 || !isName(text, colon)) {
      return fail(
          FrameError.MALFORMED_HEADER, "a header line is not 'Name: value': " + shown(text));
    }
    String value = text.substring(colon + 1).strip();
    return switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "content-length" -> acceptLength(value);
      case "content-type" -> acceptType(value);
      default -> Step.MORE;
    };
  }

  private Step acceptLength(String value) {
    if (value.startsWith("-") && isDigits(value, 1)) {
      return fail(FrameError.NEGATIVE_LENGTH, "Content-Length is below zero: " + shown(value));
    }
    if (!isDigits(value, 0)) {
      return fail(
          FrameError.MALFORMED_LENGTH,
          "Content-Length must be digits only, but is " + shown(value));
    }
    long parsed;
    try {
      parsed = Long.parseLong(value);
    } catch (NumberFormatException e) {
      return fail(FrameError.LENGTH_OVERFLOW, "Content-Length is too large: " + shown(value));
    }
    if (length >= 0 && length != parsed) {
      return fail(
          FrameError.CONFLICTING_LENGTH,
          "Content-Length is given twice, as " + length + " and " + parsed);
    }
    length = parsed;
    return Step.MORE;
  }

  private Step acceptType(String value) {
    for (String parameter : value.split(";", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 0 || !parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
        continue;
      }
      String charset = parameter.substring(equals + 1).strip().replace("\"", "");
      if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("utf8")) {
        return fail(
            FrameError.UNSUPPORTED_CHARSET,
            "Content-Type asks for charset " + shown(charset) + ", only utf-8 is supported");
      }
    }
    return Step.MORE;
  }

  private Step illegal(byte value) {
    return fail(
        FrameError.ILLEGAL_HEADER_BYTE,
        String.format(
            Locale.ROOT,
            "byte 0x%02x at position %d is not allowed in a header",
            value & 0xff,
            totalBytes));
  }

  private Step fail(FrameError error, String message) {
    failure = new FrameEvent.Failed(error, message);
    return Step.FAILED;
  }

  private static boolean isName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean token =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      if (!token) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > from;
  }

  private static String shown(String value) {
    return value.length() <= SHOWN_CHARACTERS
        ? "'" + value + "'"
        : "'" + value.substring(0, SHOWN_CHARACTERS) + "…'";
  }

  /** Throws when an invariant does not hold. */
  void checkInvariants() {
    if (lineLength < 0 || lineLength > line.length) {
      throw new AssertionError("I1: line length " + lineLength + " of " + line.length);
    }
    if (lineLength > totalBytes || totalBytes > maxBytes) {
      throw new AssertionError(
          "I1: line " + lineLength + ", total " + totalBytes + ", limit " + maxBytes);
    }
    if (length < -1) {
      throw new AssertionError("I2: length " + length);
    }
  }
}
