package dev.ropewalk.buffers.edit;

import dev.ropewalk.buffers.text.RandomText;
import dev.ropewalk.buffers.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tiny documents and edits of them, dense enough that ranges touch, nest and coincide. */
final class RandomEdits {
  private static final String[] SCALARS = {
    "a", "b", "\r", "\n", "\r\n", "\u00e9", "\u20ac", "\ud83d\ude00", "\ud83d\udc4d"
  };

  private RandomEdits() {}

  static String text(Random random, int maxScalars) {
    int count = random.nextInt(8) == 0 ? 0 : random.nextInt(maxScalars + 1);
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(SCALARS[random.nextInt(SCALARS.length)]);
    }
    return text.toString();
  }

  /** Returns simultaneous edits in ascending order; they may touch, and insert at one place. */
  static List<TextEdit> edits(Random random, String text) {
    var edits = new ArrayList<TextEdit>();
    int count = random.nextInt(5);
    int at = 0;
    for (int i = 0; i < count && at <= text.length(); i++) {
      int start = floor(text, at + random.nextInt(Math.min(4, text.length() - at + 1)));
      start = Math.max(start, at);
      int end = start;
      if (random.nextBoolean()) {
        end = floor(text, start + random.nextInt(Math.min(6, text.length() - start + 1)));
      }
      String inserted = random.nextInt(3) == 0 ? "" : text(random, 3);
      edits.add(new TextEdit(start, end, inserted));
      at = end;
    }
    return edits;
  }

  static EditBatch batch(Random random, String text) {
    return EditBatch.of(text.length(), edits(random, text));
  }

  /** Applies a batch as naively as can be. */
  static String apply(String text, EditBatch batch) {
    return apply(text, batch.edits());
  }

  static String apply(String text, List<TextEdit> ascending) {
    var out = new StringBuilder();
    int at = 0;
    for (TextEdit edit : ascending) {
      out.append(text, at, edit.startUtf16()).append(edit.newText());
      at = edit.endUtf16();
    }
    return out.append(text, at, text.length()).toString();
  }

  private static int floor(String text, int offset) {
    return RandomText.cutsPair(text, offset) ? offset - 1 : offset;
  }
}
