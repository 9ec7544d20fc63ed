package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.text.TextRangeException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An immutable text: a snapshot that any thread may read, and from which edits make new ones.
 *
 * <p>Offsets count UTF-16 units, as {@code String} does. The content is Unicode scalar values: a
 * lone surrogate becomes U+FFFD on its way in. Lines end at LF, CRLF or CR, which stay as they are.
 * An edit costs O(log n + size of the edit) and shares all else with the text it came from, so
 * keeping old snapshots is cheap; reading at an offset costs O(log n).
 *
 * <p>Two texts are equal when their lengths and {@linkplain ContentHash content hashes} are;
 * nothing is compared byte by byte, since two different ones pass that with a probability below
 * 2<sup>-59</sup>. The first comparison of a text reads it once, later ones what edits changed.
 */
public final class Text {
  /*
   * A persistent B+-tree. Leaves are UTF-8 in arrays of their exact length, branches know the sums of
   * UTF-16 units, bytes, code points and line breaks through each child. Invariants (TreeCheck):
   *
   *   I1  A leaf holds whole, well-formed code points.
   *   I2  No leaf starts between a CR and its LF, so breaks add up.
   *   I3  A leaf has [minLeafBytes, maxLeafBytes] bytes; the root leaf may be smaller, even empty.
   *   I4  A branch has [minChildren, maxChildren] children of one height; the root at least two.
   *   I5  The sums of each node are those of its content; each is at most MAX_BYTES.
   *   I6  A memoised hash is the hash of the node's bytes.
   *
   * Once a Text has a node, nothing of it is ever written but the memo of its hash (Node says why that
   * race is benign). A TextEditor writes branches that it made itself and no Text has yet. All nodes
   * are reached through `root`, a final field set after those writes, so a Text may be passed between
   * threads in any way (JLS 17.5).
   *
   * Not done: no gap or append buffers inside leaves, which would make single edits cheaper and
   * snapshots dearer; TextEditor has one such buffer instead, for the leaf where it works. References: Bayer and McCreight, "Organization and Maintenance of Large Ordered
   * Indexes"; Boehm, Atkinson and Plass, "Ropes"; the design notes of ropey and xi-rope.
   */

  /** The most bytes of UTF-8 that a text may have; lines and offsets then fit an int. */
  public static final int MAX_BYTES = Integer.MAX_VALUE - 1;

  private static final Text EMPTY = new Text(Leaf.EMPTY, Tuning.PRODUCTION);

  private final Node root;
  private final Tuning tuning;

  Text(Node root, Tuning tuning) {
    this.root = root;
    this.tuning = tuning;
  }

  /** Returns the text without any character. */
  public static Text empty() {
    return EMPTY;
  }

  /** Returns a text with this content; a lone surrogate becomes U+FFFD. */
  public static Text of(CharSequence content) {
    return content.isEmpty() ? EMPTY : of(content, Tuning.PRODUCTION);
  }

  static Text of(CharSequence content, Tuning tuning) {
    return new TextBuilder(tuning).append(content).build();
  }

  /** Returns how many lone surrogates {@code content} has: as many U+FFFD it would become. */
  public static int countLoneSurrogates(CharSequence content) {
    return Utf8Encoder.loneSurrogates(content);
  }

  /** Returns the length in UTF-16 units. */
  public int lengthUtf16() {
    return root.utf16;
  }

  /** Returns the length in bytes of UTF-8. */
  public int lengthBytes() {
    return root.bytes;
  }

  /** Returns the length in Unicode code points. */
  public int lengthCodePoints() {
    return root.codePoints;
  }

  /** Returns the number of lines: one more than there are line breaks. */
  public int lineCount() {
    return root.breaks + 1;
  }

  /** Tells whether there is no character. */
  public boolean isEmpty() {
    return root.bytes == 0;
  }

  /**
   * Returns the text with {@code [startUtf16, endUtf16)} replaced.
   *
   * @param startUtf16 where the range starts, {@code [0, lengthUtf16()]}
   * @param endUtf16 where it ends, {@code [startUtf16, lengthUtf16()]}
   * @param replacement what stands there afterwards; a lone surrogate in it becomes U+FFFD
   * @throws TextRangeException when the range is not in this text or cuts a surrogate pair ({@link
   *     #floorToCodePoint} gives an offset that does not)
   * @throws TextTooLargeException when the result would exceed {@link #MAX_BYTES}
   */
  public Text replace(int startUtf16, int endUtf16, CharSequence replacement) {
    return new Text(TreeEdit.replace(root, startUtf16, endUtf16, replacement, tuning), tuning);
  }

  /**
   * Returns an editor that starts with this text, for a run of edits of which not every one needs a
   * snapshot.
   */
  public TextEditor editor() {
    return new TextEditor(this);
  }

  /**
   * Returns the text with all {@code edits} made. Their ranges refer to this text, may come in any
   * order and must not overlap. Insertions at one place stand in the order of the list, and before
   * what replaces a range that starts there.
   *
   * @throws TextRangeException when a range is bad as in {@link #replace}, or two overlap
   * @throws TextTooLargeException when the result would exceed {@link #MAX_BYTES}
   */
  public Text apply(List<TextEdit> edits) {
    TextEdit[] sorted = edits.toArray(new TextEdit[0]);
    Arrays.sort(
        sorted, Comparator.comparingInt(TextEdit::startUtf16).thenComparingInt(TextEdit::endUtf16));
    for (int i = 0; i < sorted.length; i++) {
      TextEdit edit = sorted[i];
      Bounds.checkRange(root, edit.startUtf16(), edit.endUtf16());
      if (i > 0 && sorted[i - 1].endUtf16() > edit.startUtf16()) {
        throw new TextRangeException(
            Code.OVERLAPPING_EDITS,
            "the edits of " + range(sorted[i - 1]) + " and " + range(edit) + " overlap");
      }
    }
    TextEditor editor = editor();
    for (int i = sorted.length - 1; i >= 0; i--) {
      TextEdit edit = sorted[i];
      editor.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    return editor.snapshot();
  }

  /** Returns the offset, or the start of the code point that it lies inside. */
  public int floorToCodePoint(int offsetUtf16) {
    Bounds.checkOffset(root, offsetUtf16);
    Seek seek = Seek.holding(root, offsetUtf16, Node.UTF16);
    return seek.leaf.byteAt(seek.local) < 0 ? offsetUtf16 - 1 : offsetUtf16;
  }

  /**
   * Returns where a line starts.
   *
   * @param line {@code [0, lineCount())}
   */
  public int lineStart(int line) {
    Bounds.checkLine(root, line);
    return Positions.lineStart(root, line, Node.UTF16);
  }

  /** Returns where a line ends, before its line break. */
  public int lineEnd(int line) {
    Bounds.checkLine(root, line);
    return Positions.lineEnd(root, line, Node.UTF16);
  }

  /** Returns the line of an offset; between a CR and its LF it is the line that they end. */
  public int lineOf(int offsetUtf16) {
    Bounds.checkOffset(root, offsetUtf16);
    return Positions.lineOf(root, offsetUtf16, Node.UTF16);
  }

  /**
   * Returns where a line starts, in an encoding's units.
   *
   * @param line {@code [0, lineCount())}
   */
  public int lineStart(int line, PositionEncoding encoding) {
    Bounds.checkLine(root, line);
    return Positions.lineStart(root, line, Positions.metricOf(encoding));
  }

  /** Returns where a line ends before its line break, in an encoding's units. */
  public int lineEnd(int line, PositionEncoding encoding) {
    Bounds.checkLine(root, line);
    return Positions.lineEnd(root, line, Positions.metricOf(encoding));
  }

  /** Returns the line of an offset that is given in an encoding's units. */
  public int lineOf(int offset, PositionEncoding encoding) {
    int metric = Positions.metricOf(encoding);
    Bounds.checkOffset(root, offset, metric);
    return Positions.lineOf(root, offset, metric);
  }

  /** Returns the length in an encoding's units: bytes, UTF-16 units or code points. */
  public int length(PositionEncoding encoding) {
    return root.metric(Positions.metricOf(encoding));
  }

  /**
   * Converts an offset from the start of the text between bytes of UTF-8, UTF-16 units and code
   * points in O(log n).
   *
   * @param offset {@code [0, length(from)]}; inside a code point it means that one's start
   * @param from the units it counts
   * @param to the units of the result
   */
  public int convert(int offset, PositionEncoding from, PositionEncoding to) {
    int metric = Positions.metricOf(from);
    Bounds.checkOffset(root, offset, metric);
    return Positions.convert(root, offset, metric, Positions.metricOf(to));
  }

  /**
   * Returns the offset of a position. A character beyond its line's end means that end (before the
   * line break); a position inside a code point means its start.
   *
   * @throws TextRangeException when the line is not in this text or a number is negative
   */
  public int offsetOf(Position position, PositionEncoding encoding) {
    return Positions.offsetOf(root, position, encoding);
  }

  /**
   * Returns the position of an offset; inside a code point, that of its start. Between a CR and its
   * LF the character is one beyond the line's end.
   */
  public Position positionOf(int offsetUtf16, PositionEncoding encoding) {
    Bounds.checkOffset(root, offsetUtf16);
    return Positions.positionOf(root, offsetUtf16, encoding);
  }

  /**
   * Converts many offsets in one pass, as {@link #positionOf} does one.
   *
   * @param sortedOffsetsUtf16 the offsets, ascending
   * @param count how many of them
   * @param encoding the unit of the characters
   * @param linesOut receives the lines
   * @param charactersOut receives the characters
   * @throws TextRangeException when an offset is not in this text or smaller than the one before it
   */
  public void positionsOf(
      int[] sortedOffsetsUtf16,
      int count,
      PositionEncoding encoding,
      int[] linesOut,
      int[] charactersOut) {
    Objects.checkFromIndexSize(0, count, sortedOffsetsUtf16.length);
    Objects.checkFromIndexSize(0, count, linesOut.length);
    Objects.checkFromIndexSize(0, count, charactersOut.length);
    new PositionSweep(root, Positions.metricOf(encoding))
        .run(sortedOffsetsUtf16, count, linesOut, charactersOut);
  }

  /** Returns the content of {@code [startUtf16, endUtf16)}, whose ends must not cut a pair. */
  public String slice(int startUtf16, int endUtf16) {
    Bounds.checkRange(root, startUtf16, endUtf16);
    Bounds.checkCodePointStart(root, startUtf16);
    Bounds.checkCodePointStart(root, endUtf16);
    return Reading.slice(root, startUtf16, endUtf16);
  }

  /** Returns a view of {@code [startUtf16, endUtf16)}, whose ends must not cut a pair. */
  public TextSlice view(int startUtf16, int endUtf16) {
    Bounds.checkRange(root, startUtf16, endUtf16);
    Bounds.checkCodePointStart(root, startUtf16);
    Bounds.checkCodePointStart(root, endUtf16);
    return new TextSlice(root, tuning, startUtf16, endUtf16);
  }

  /** Returns the characters of the whole text, for one thread; nothing is copied. */
  public TextChars chars() {
    return new TextChars(root, 0, root.utf16);
  }

  /** Returns a cursor over code points that stands at an offset, which must not cut a pair. */
  public CodePointCursor codePoints(int offsetUtf16) {
    Bounds.checkOffset(root, offsetUtf16);
    Bounds.checkCodePointStart(root, offsetUtf16);
    return new CodePointCursor(root, offsetUtf16);
  }

  /** Returns a cursor over pieces of UTF-8 that stands before the first. */
  public ChunkCursor chunks() {
    return new ChunkCursor(root, 0, root.bytes, false);
  }

  /**
   * Returns where {@code literal} first stands within {@code [startUtf16, endUtf16)}, whole; -1
   * when nowhere. The text is searched piece by piece in O(range + literal). An empty literal
   * stands at the start; one with a lone surrogate stands nowhere.
   */
  public int indexOf(CharSequence literal, int startUtf16, int endUtf16) {
    Bounds.checkRange(root, startUtf16, endUtf16);
    return Reading.indexOf(root, literal, startUtf16, endUtf16, false);
  }

  /**
   * Returns where {@code literal} last stands within {@code [startUtf16, endUtf16)}, whole; -1 when
   * nowhere. An empty literal stands at the end.
   */
  public int lastIndexOf(CharSequence literal, int startUtf16, int endUtf16) {
    Bounds.checkRange(root, startUtf16, endUtf16);
    return Reading.indexOf(root, literal, startUtf16, endUtf16, true);
  }

  /**
   * Returns a matcher of {@code pattern} over {@link #chars}, for one thread: it reads the text
   * piece by piece, and its {@code region}, bounds and offsets are those of this text in UTF-16
   * units.
   */
  public Matcher matcher(Pattern pattern) {
    return pattern.matcher(chars());
  }

  /**
   * Returns the first boundary after an offset, found in a window around it: exact unless thousands
   * of units before it have neither a line break nor a place where two words or graphemes part for
   * certain.
   *
   * @param offsetUtf16 {@code [0, lengthUtf16())}
   * @param kind what lies between boundaries
   * @param locale whose rules hold
   */
  public int boundaryAfter(int offsetUtf16, BoundaryKind kind, Locale locale) {
    Bounds.checkUnit(root, offsetUtf16);
    return new BoundarySearch(root, kind, locale).after(offsetUtf16);
  }

  /**
   * Returns the last boundary before an offset, as {@link #boundaryAfter} finds the first after it.
   *
   * @param offsetUtf16 {@code (0, lengthUtf16()]}
   */
  public int boundaryBefore(int offsetUtf16, BoundaryKind kind, Locale locale) {
    Bounds.checkUnit(root, offsetUtf16 - 1);
    return new BoundarySearch(root, kind, locale).before(offsetUtf16);
  }

  /**
   * Returns the UTF-16 unit at an offset, which may be half of a surrogate pair.
   *
   * @param offsetUtf16 {@code [0, lengthUtf16())}
   */
  public int charAt(int offsetUtf16) {
    Bounds.checkUnit(root, offsetUtf16);
    return Reading.charAt(root, offsetUtf16);
  }

  /**
   * Returns the code point that the unit at an offset belongs to.
   *
   * @param offsetUtf16 {@code [0, lengthUtf16())}
   */
  public int codePointAt(int offsetUtf16) {
    Bounds.checkUnit(root, offsetUtf16);
    return Reading.codePointAt(root, offsetUtf16);
  }

  /**
   * Writes UTF-16LE into an array.
   *
   * @param offsetUtf16 the first unit, {@code [0, lengthUtf16()]}
   * @param destination receives two bytes for each unit
   * @param destinationOffset where the first byte goes
   * @param maxUnits the most units to write, at least 1
   * @return the units written: fewer than {@code maxUnits} at the end, or by one so as not to cut a
   *     surrogate pair (only {@code maxUnits == 1} does); 0 at the end only
   */
  public int readUtf16(int offsetUtf16, byte[] destination, int destinationOffset, int maxUnits) {
    Bounds.checkOffset(root, offsetUtf16);
    if (maxUnits < 1) {
      throw new IllegalArgumentException("maxUnits is " + maxUnits + ", must be at least 1");
    }
    int units = Math.min(maxUnits, root.utf16 - offsetUtf16);
    Objects.checkFromIndexSize((long) destinationOffset, 2L * units, destination.length);
    return Reading.readUtf16(root, offsetUtf16, destination, destinationOffset, units);
  }

  /** Tells whether {@code expected} stands at an offset, whole. */
  public boolean regionMatches(int startUtf16, CharSequence expected) {
    Bounds.checkOffset(root, startUtf16);
    return expected.length() <= root.utf16 - startUtf16
        && Reading.matches(root, startUtf16, expected);
  }

  /** Writes the content as UTF-8. */
  public void writeTo(OutputStream out) throws IOException {
    var leaves = new LeafWalk(root);
    leaves.seek(0, Node.BYTES);
    do {
      out.write(leaves.leaf.data);
    } while (leaves.next());
  }

  /** Returns the content as read-only pieces of UTF-8, each whole code points; none when empty. */
  public Iterable<ByteBuffer> utf8Chunks() {
    return () -> {
      ChunkCursor chunks = chunks();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return chunks.hasNext();
        }

        @Override
        public ByteBuffer next() {
          return chunks.next();
        }
      };
    };
  }

  /**
   * Returns the hash of the content: the same for equal texts however they were made. The first
   * call reads the text once; after an edit, a call hashes one path of the tree.
   */
  public ContentHash contentHash() {
    return root.hash().toContentHash();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Text that
            && (root == that.root
                || (root.bytes == that.root.bytes
                    && root.utf16 == that.root.utf16
                    && root.breaks == that.root.breaks
                    && contentHash().equals(that.contentHash()))));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(root.hash().first());
  }

  /** Returns the whole content. */
  @Override
  public String toString() {
    return Reading.slice(root, 0, root.utf16);
  }

  Node root() {
    return root;
  }

  Tuning tuning() {
    return tuning;
  }

  void checkInvariants() {
    TreeCheck.check(root, tuning);
  }

  private static String range(TextEdit edit) {
    return "[" + edit.startUtf16() + ", " + edit.endUtf16() + ")";
  }
}
