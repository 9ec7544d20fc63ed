package dev.ropewalk.buffers.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Text} from a stream of pieces, holding what came once and no more.
 *
 * <p>Pieces may be cut anywhere, also inside a surrogate pair or a UTF-8 sequence. What is not text
 * becomes U+FFFD and is counted. One thread uses a builder, once: after {@link #build} it is spent.
 */
public final class TextBuilder {
  /*
   * Leaves are cut straight from a piece that has more than one. Other bytes gather in a buffer of one
   * leaf. A full buffer is cut before a code point that it has only
   * part of, or before a CR at its end, since the LF may follow; the rest moves to the front. The leaves are then
   * spread evenly over branches, level by level: each gets at least half of the most, so the tree is
   * lawful (Tuning) without repair.
   */

  private static final int REPLACEMENT = 0xFFFD;
  private static final byte[] REPLACEMENT_UTF8 = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  /** Units encoded at a time: a chunk of chars and its bytes stay in the first-level cache. */
  private static final int CHUNK_UNITS = 1024;

  private final Tuning tuning;
  private final List<Node> leaves = new ArrayList<>();
  private final byte[] buffer;
  private int filled;
  private long totalBytes;
  private int replacedSurrogates;
  private int malformedSequences;
  private boolean spent;

  /** A high surrogate whose low one may follow; 0 without one. */
  private char pendingHigh;

  /** The start of a UTF-8 sequence whose rest may follow. */
  private final byte[] pending = new byte[4];

  private int pendingBytes;

  private char @Nullable [] units;
  private byte @Nullable [] encoded;

  /** Makes an empty builder. */
  public TextBuilder() {
    this(Tuning.PRODUCTION);
  }

  TextBuilder(Tuning tuning) {
    this.tuning = tuning;
    this.buffer = new byte[tuning.maxLeafBytes()];
  }

  /**
   * Appends UTF-16 text; a lone surrogate becomes U+FFFD.
   *
   * @throws TextTooLargeException when the text would exceed {@link Text#MAX_BYTES}
   */
  public TextBuilder append(CharSequence text) {
    int length = text.length();
    checkNotSpent();
    endUtf8();
    for (int from = 0; from < length; from += CHUNK_UNITS) {
      int count = Math.min(CHUNK_UNITS, length - from);
      if (units == null) {
        units = new char[Math.min(CHUNK_UNITS, length)];
      } else if (units.length < count) {
        units = new char[CHUNK_UNITS];
      }
      text.getChars(from, from + count, units, 0);
      append(units, count);
    }
    return this;
  }

  /**
   * Appends {@code length} bytes of UTF-8 at {@code source[offset]}. Each maximal part of a
   * sequence that is not well-formed becomes one U+FFFD (Unicode 3.9, as the WHATWG decoder does
   * it).
   *
   * @throws TextTooLargeException when the text would exceed {@link Text#MAX_BYTES}
   */
  public TextBuilder appendUtf8(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    checkNotSpent();
    endUtf16();
    int end = offset + length;
    int at = completePending(source, offset, end);
    int run = at;
    while (true) {
      at = Utf8.firstNonAscii(source, at, end);
      int width = 1;
      while (at < end && source[at] < 0 && (width = Utf8Decoder.sequence(source, at, end)) > 0) {
        at += width;
      }
      if (at < end && width > 0) {
        continue;
      }
      appendValid(source, run, at);
      if (at == end) {
        return this;
      }
      if (width == 0) {
        pendingBytes = end - at;
        System.arraycopy(source, at, pending, 0, pendingBytes);
        return this;
      }
      replaceMalformed();
      at -= width;
      run = at;
    }
  }

  /** Appends whole code points of UTF-8 that the caller has checked. */
  TextBuilder appendWellFormed(byte[] source, int from, int to) {
    checkNotSpent();
    endUtf16();
    endUtf8();
    appendValid(source, from, to);
    return this;
  }

  /** Returns how many lone surrogates became U+FFFD so far. */
  public int replacedSurrogates() {
    return replacedSurrogates;
  }

  /** Returns how many malformed UTF-8 sequences became U+FFFD so far. */
  public int malformedSequences() {
    return malformedSequences;
  }

  /** Returns the text and ends this builder; the counters stay readable. */
  public Text build() {
    return new Text(buildTree(), tuning);
  }

  Node buildTree() {
    checkNotSpent();
    endUtf16();
    endUtf8();
    spent = true;
    addLastLeaf();
    List<Node> level = leaves;
    while (level.size() > 1) {
      level = parents(level);
    }
    return level.get(0);
  }

  private void append(char[] chars, int count) {
    if (encoded == null || encoded.length < 3 * count + 3) {
      encoded = new byte[3 * count + 3];
    }
    byte[] out = encoded;
    int end = 0;
    for (int i = 0; i < count; i++) {
      char c = chars[i];
      if (pendingHigh != 0) {
        char high = pendingHigh;
        pendingHigh = 0;
        if (Character.isLowSurrogate(c)) {
          end = Utf8Encoder.encode(Character.toCodePoint(high, c), out, end);
          continue;
        }
        end = Utf8Encoder.encode(REPLACEMENT, out, end);
        replacedSurrogates++;
      }
      if (c < 0x80) {
        out[end++] = (byte) c;
      } else if (Character.isHighSurrogate(c)) {
        pendingHigh = c;
      } else if (Character.isLowSurrogate(c)) {
        end = Utf8Encoder.encode(REPLACEMENT, out, end);
        replacedSurrogates++;
      } else {
        end = Utf8Encoder.encode(c, out, end);
      }
    }
    appendValid(out, 0, end);
  }

  /** Completes or replaces the sequence that the last piece left open; returns where to go on. */
  private int completePending(byte[] source, int offset, int end) {
    int at = offset;
    while (pendingBytes > 0 && at < end) {
      pending[pendingBytes] = source[at];
      int width = Utf8Decoder.sequence(pending, 0, pendingBytes + 1);
      if (width < 0) {
        pendingBytes = 0;
        replaceMalformed();
        return at;
      }
      at++;
      if (width > 0) {
        pendingBytes = 0;
        appendValid(pending, 0, width);
      } else {
        pendingBytes++;
      }
    }
    return at;
  }

  private void replaceMalformed() {
    malformedSequences++;
    appendValid(REPLACEMENT_UTF8, 0, REPLACEMENT_UTF8.length);
  }

  private void endUtf16() {
    if (pendingHigh != 0) {
      pendingHigh = 0;
      replacedSurrogates++;
      appendValid(REPLACEMENT_UTF8, 0, REPLACEMENT_UTF8.length);
    }
  }

  private void endUtf8() {
    if (pendingBytes > 0) {
      pendingBytes = 0;
      replaceMalformed();
    }
  }

  /** Appends whole code points. */
  private void appendValid(byte[] source, int from, int to) {
    long total = totalBytes + (to - from);
    if (total > Text.MAX_BYTES) {
      throw new TextTooLargeException(total);
    }
    totalBytes = total;
    int at = from;
    while (at < to) {
      if (filled == buffer.length) {
        emitLeaf();
      }
      if (filled == 0 && to - at > buffer.length) {
        int cut = Utf8.cutBefore(source, at + buffer.length);
        leaves.add(Leaf.of(Arrays.copyOfRange(source, at, cut)));
        at = cut;
        continue;
      }
      int count = Math.min(buffer.length - filled, to - at);
      System.arraycopy(source, at, buffer, filled, count);
      filled += count;
      at += count;
    }
  }

  private void emitLeaf() {
    int cut = filled - 1;
    while (Utf8.isContinuation(buffer[cut])) {
      cut--;
    }
    if (cut + Utf8.width(buffer[cut]) <= filled) {
      cut = buffer[filled - 1] == Utf8.CR ? filled - 1 : filled;
    }
    leaves.add(Leaf.of(Arrays.copyOf(buffer, cut)));
    System.arraycopy(buffer, cut, buffer, 0, filled - cut);
    filled -= cut;
  }

  private void addLastLeaf() {
    Leaf last = Leaf.of(Arrays.copyOf(buffer, filled));
    if (leaves.isEmpty() || last.bytes >= tuning.minLeafBytes()) {
      leaves.add(last);
      return;
    }
    Leaf both = ((Leaf) leaves.removeLast()).followedBy(last);
    if (both.bytes <= tuning.maxLeafBytes()) {
      leaves.add(both);
    } else {
      int middle = Utf8.cutBefore(both.data, both.bytes / 2);
      leaves.add(both.part(0, middle));
      leaves.add(both.part(middle, both.bytes));
    }
  }

  private List<Node> parents(List<Node> level) {
    int size = level.size();
    int groups = Math.ceilDiv(size, tuning.maxChildren());
    List<Node> parents = new ArrayList<>(groups);
    for (int i = 0; i < groups; i++) {
      int from = (int) ((long) size * i / groups);
      int to = (int) ((long) size * (i + 1) / groups);
      parents.add(new Branch(level.subList(from, to).toArray(new Node[0])));
    }
    return parents;
  }

  private void checkNotSpent() {
    if (spent) {
      throw new IllegalStateException("this TextBuilder has built its text; make a new one");
    }
  }
}
