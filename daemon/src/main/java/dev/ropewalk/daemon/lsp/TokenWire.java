package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Tokens;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.eclipse.lsp4j.SemanticTokensEdit;

/** Tokens in the protocol's relative form: five integers for each token. */
final class TokenWire {
  private static final int FIELDS = 5;

  private TokenWire() {}

  /** Encodes tokens; one that spans lines becomes one for each line. */
  static int[] encode(Tokens tokens, Text text, PositionEncoding encoding) {
    Positions positions = new Positions(text, encoding);
    for (int i = 0; i < tokens.count(); i++) {
      positions.add(tokens.startUtf16()[i]).add(tokens.endUtf16()[i]);
    }
    positions.convert();
    Cursor out = new Cursor(tokens.count());
    for (int i = 0; i < tokens.count(); i++) {
      int start = tokens.startUtf16()[i];
      int end = tokens.endUtf16()[i];
      int line = positions.line(start);
      int lastLine = positions.line(end);
      int character = positions.character(start);
      for (; line < lastLine; line++) {
        int lineEnd = text.positionOf(text.lineEnd(line), encoding).character();
        out.put(line, character, lineEnd, tokens.type()[i], tokens.modifiers()[i]);
        character = 0;
      }
      out.put(line, character, positions.character(end), tokens.type()[i], tokens.modifiers()[i]);
    }
    return out.data();
  }

  /** The one edit that turns old data into new data; none when they are equal. */
  static List<SemanticTokensEdit> difference(int[] before, int[] after) {
    int common = Math.min(before.length, after.length);
    int prefix = Arrays.mismatch(before, after);
    if (prefix < 0) {
      return List.of();
    }
    prefix -= prefix % FIELDS;
    int suffix = 0;
    while (suffix < common - prefix
        && before[before.length - 1 - suffix] == after[after.length - 1 - suffix]) {
      suffix++;
    }
    suffix -= suffix % FIELDS;
    return List.of(
        new SemanticTokensEdit(
            prefix,
            before.length - suffix - prefix,
            listOf(Arrays.copyOfRange(after, prefix, after.length - suffix))));
  }

  /** A view of integers as the list that the protocol's types want, without boxing it first. */
  static List<Integer> listOf(int[] values) {
    return new IntegerView(values);
  }

  private static final class IntegerView extends AbstractList<Integer> implements RandomAccess {
    private final int[] values;

    IntegerView(int[] values) {
      this.values = values;
    }

    @Override
    public Integer get(int index) {
      return values[index];
    }

    @Override
    public int size() {
      return values.length;
    }
  }

  /** Writes each token relative to the one before it. */
  private static final class Cursor {
    private int[] data;
    private int used;
    private int line;
    private int character;

    Cursor(int tokens) {
      data = new int[FIELDS * tokens + 16 * FIELDS];
    }

    void put(int atLine, int start, int end, int type, int modifiers) {
      if (start >= end) {
        return;
      }
      if (used + FIELDS > data.length) {
        data = Arrays.copyOf(data, 2 * data.length);
      }
      data[used++] = atLine - line;
      data[used++] = atLine == line ? start - character : start;
      data[used++] = end - start;
      data[used++] = type;
      data[used++] = modifiers;
      line = atLine;
      character = start;
    }

    int[] data() {
      return Arrays.copyOf(data, used);
    }
  }
}
