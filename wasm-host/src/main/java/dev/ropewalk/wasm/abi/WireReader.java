package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.limit.GuestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads what a guest wrote; whatever is not as the ABI says is refused, with its place. */
final class WireReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  boolean hasMore() {
    return at < end;
  }

  /** Fails when something is left. */
  void finish() {
    if (at != end) {
      throw bad((end - at) + " bytes are left over at byte " + at);
    }
  }

  int octet() {
    need(1);
    return bytes[at++] & 0xff;
  }

  boolean flag() {
    int value = octet();
    if (value > 1) {
      throw bad("a flag is " + value + " at byte " + (at - 1) + " (0 or 1)");
    }
    return value == 1;
  }

  /** A number from 1 as a constant. */
  <E extends Enum<E>> E choice(E[] constants) {
    int value = octet();
    if (value < 1 || value > constants.length) {
      throw bad(
          constants.getClass().getComponentType().getSimpleName()
              + " is "
              + value
              + " at byte "
              + (at - 1)
              + " (1 to "
              + constants.length
              + ")");
    }
    return constants[value - 1];
  }

  /** A count, length or offset: 0 to 2^31-1. */
  int number() {
    int value = word();
    if (value < 0) {
      throw bad(
          "a number is "
              + Integer.toUnsignedString(value)
              + " at byte "
              + (at - 4)
              + " (at most 2147483647)");
    }
    return value;
  }

  /** Any 32 bits. */
  int word() {
    need(4);
    int value =
        (bytes[at] & 0xff)
            | (bytes[at + 1] & 0xff) << 8
            | (bytes[at + 2] & 0xff) << 16
            | (bytes[at + 3] & 0xff) << 24;
    at += 4;
    return value;
  }

  ByteRange range() {
    int from = number();
    int to = number();
    if (to < from) {
      throw bad("a range is " + from + " to " + to + " at byte " + (at - 8));
    }
    return new ByteRange(from, to);
  }

  /** A text as it is. */
  String text() {
    int length = number();
    need(length);
    String text = text(bytes, at, length);
    at += length;
    return text;
  }

  /** Bytes as a text. */
  static String text(byte[] utf8) {
    return text(utf8, 0, utf8.length);
  }

  private static String text(byte[] bytes, int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw bad("a text of " + length + " bytes at byte " + from + " is not UTF-8");
    }
  }

  /** A text for people: without control characters, except line ends and tabs. */
  String label() {
    return Shown.text(text());
  }

  <T> List<T> list(int minItemBytes, Supplier<T> item) {
    int count = number();
    if ((long) count * minItemBytes > end - at) {
      throw bad("a list of " + count + " at byte " + at + " does not fit " + (end - at) + " bytes");
    }
    var items = new ArrayList<T>(count);
    for (int i = 0; i < count; i++) {
      items.add(item.get());
    }
    return List.copyOf(items);
  }

  /** A part with its length before it. */
  WireReader part() {
    int length = number();
    need(length);
    at += length;
    return new WireReader(bytes, at - length, at);
  }

  private void need(int count) {
    if (count > end - at) {
      throw bad(count + " bytes are needed at byte " + at + ", but " + (end - at) + " are left");
    }
  }

  static GuestException bad(String why) {
    return new GuestException(
        GuestException.Code.BAD_ANSWER, "The extension broke the contract: " + why);
  }
}
