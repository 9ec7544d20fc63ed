package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import java.util.Arrays;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/** Offsets of one text as positions: all are given first, and converted in one pass. */
final class Positions {
  private final Text text;
  private final PositionEncoding encoding;
  private int[] offsets = new int[64];
  private int count;
  private int[] lines = new int[0];
  private int[] characters = new int[0];

  Positions(Text text, PositionEncoding encoding) {
    this.text = text;
    this.encoding = encoding;
  }

  /** Gives an offset; one beyond the text means its end. */
  Positions add(int offset) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = clamp(offset);
    return this;
  }

  /** Converts what was given. */
  Positions convert() {
    Arrays.sort(offsets, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (distinct == 0 || offsets[distinct - 1] != offsets[i]) {
        offsets[distinct++] = offsets[i];
      }
    }
    count = distinct;
    lines = new int[count];
    characters = new int[count];
    text.positionsOf(offsets, count, encoding, lines, characters);
    return this;
  }

  int line(int offset) {
    return lines[index(offset)];
  }

  int character(int offset) {
    return characters[index(offset)];
  }

  Position at(int offset) {
    int i = index(offset);
    return new Position(lines[i], characters[i]);
  }

  Range range(int start, int end) {
    return new Range(at(start), at(end));
  }

  private int index(int offset) {
    return Arrays.binarySearch(offsets, 0, count, clamp(offset));
  }

  private int clamp(int offset) {
    return Math.clamp(offset, 0, text.lengthUtf16());
  }

  /** The offset of a position that a request gives; beyond the text it means the text's end. */
  static int offset(Text text, PositionEncoding encoding, Position position) {
    if (position.getLine() < 0 || position.getCharacter() < 0) {
      throw ErrorCode.BAD_PARAMETERS.failure(
          "the position "
              + position.getLine()
              + ":"
              + position.getCharacter()
              + " has a negative number; lines and characters count from 0");
    }
    if (position.getLine() >= text.lineCount()) {
      return text.lengthUtf16();
    }
    return text.offsetOf(
        new dev.ropewalk.buffers.text.Position(position.getLine(), position.getCharacter()),
        encoding);
  }
}
