package dev.ropewalk.buffers.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.buffers.text.Randomized;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The numbered laws of EditBatch, on documents so small that everything touches everything. */
final class EditBatchLawsTest {
  private static final int MAX_SCALARS = 8;

  @Test
  void law_1_applying_a_composition_is_applying_both() {
    Randomized.rounds(
        60_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          List<TextEdit> edits = RandomEdits.edits(random, t);
          EditBatch a = EditBatch.of(t.length(), edits);
          String afterA = RandomEdits.apply(t, edits);
          EditBatch b = RandomEdits.batch(random, afterA);
          EditBatch both = a.compose(b);
          both.checkInvariants();
          assertEquals(afterA, RandomEdits.apply(t, a));
          assertEquals(RandomEdits.apply(afterA, b), RandomEdits.apply(t, both));
          assertEquals(both.lengthAfter(), RandomEdits.apply(t, both).length());
          assertEquals(a.shape().compose(b.shape()), both.shape());
          if (random.nextInt(8) == 0) {
            Text text = Text.of(t);
            assertEquals(RandomEdits.apply(t, both), both.applyTo(text).toString());
            assertEquals(text.apply(edits), a.applyTo(text));
            assertEquals(text, EditBatch.identity(t.length()).applyTo(text));
          }
        });
  }

  @Test
  void law_2_composition_is_associative_and_has_a_neutral_element() {
    Randomized.rounds(
        60_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          EditBatch a = RandomEdits.batch(random, t);
          String u = RandomEdits.apply(t, a);
          EditBatch b = RandomEdits.batch(random, u);
          String v = RandomEdits.apply(u, b);
          EditBatch c = RandomEdits.batch(random, v);
          assertEquals(a.compose(b).compose(c), a.compose(b.compose(c)));
          assertEquals(a, EditBatch.identity(t.length()).compose(a));
          assertEquals(a, a.compose(EditBatch.identity(u.length())));
        });
  }

  @Test
  void law_3_an_inverse_undoes_and_its_inverse_redoes() {
    Randomized.rounds(
        40_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          Text text = Text.of(t);
          EditBatch a = RandomEdits.batch(random, t);
          Text afterA = a.applyTo(text);
          EditBatch inverse = a.invert(text);
          inverse.checkInvariants();
          assertEquals(text, inverse.applyTo(afterA));
          assertEquals(a, inverse.invert(afterA));
          assertEquals(a.shape().inverse(), inverse.shape());
          EditBatch b = RandomEdits.batch(random, afterA.toString());
          assertEquals(
              a.compose(b).invert(text), b.invert(afterA).compose(inverse), "inverse of both");
        });
  }

  @Test
  void law_4_concurrent_batches_converge() {
    Randomized.rounds(
        200_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          EditBatch a = RandomEdits.batch(random, t);
          EditBatch b = RandomEdits.batch(random, t);
          EditBatch aAfterB = a.transform(b, Side.LEFT);
          EditBatch bAfterA = b.transform(a, Side.RIGHT);
          String merged = RandomEdits.apply(RandomEdits.apply(t, a), bAfterA);
          assertEquals(merged, RandomEdits.apply(RandomEdits.apply(t, b), aAfterB));
          assertEquals(merged(t, a, b), merged);
          assertEquals(a.compose(bAfterA), b.compose(aAfterB));
          aAfterB.checkInvariants();
          bAfterA.checkInvariants();
          if (random.nextInt(16) == 0) {
            Text text = Text.of(t);
            assertEquals(bAfterA.applyTo(a.applyTo(text)), aAfterB.applyTo(b.applyTo(text)));
            assertEquals(aAfterB.shape(), a.shape().transform(b.shape(), Side.LEFT));
          }
        });
  }

  @Test
  void law_5_the_identity_neither_transforms_nor_is_transformed() {
    Randomized.rounds(
        20_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          EditBatch a = RandomEdits.batch(random, t);
          EditBatch identity = EditBatch.identity(t.length());
          for (Side side : Side.values()) {
            assertEquals(a, a.transform(identity, side));
            assertEquals(
                EditBatch.identity(a.lengthAfter()), identity.transform(a, side), () -> "" + a);
          }
        });
  }

  @Test
  void law_6_transforming_over_a_composition_is_transforming_over_both_without_ties() {
    int[] held = new int[3];
    Randomized.rounds(
        60_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          EditBatch a = RandomEdits.batch(random, t);
          EditBatch b = RandomEdits.batch(random, t);
          EditBatch c = RandomEdits.batch(random, RandomEdits.apply(t, b));
          int kind = random.nextInt(3);
          if (kind == 0) {
            a = deletionsOf(a);
          } else if (kind == 1) {
            b = deletionsOf(b);
            c = deletionsOf(RandomEdits.batch(random, RandomEdits.apply(t, b)));
          }
          EditBatch both = b.compose(c);
          Side side = random.nextBoolean() ? Side.LEFT : Side.RIGHT;
          EditBatch once = a.transform(both, side);
          EditBatch twice = a.transform(b, side).transform(c, side);
          if (kind < 2 || !touch(a, both)) {
            assertEquals(once, twice, () -> "over " + both);
            held[kind]++;
          }
          assertEquals(once.lengthAfter(), twice.lengthAfter());
          assertEquals(insertedUnits(once), insertedUnits(twice));
        });
    if (Integer.getInteger("ropewalk.rounds") == null && Long.getLong("ropewalk.seed") == null) {
      for (int count : held) {
        assertTrue(count > 500, count + " rounds said nothing");
      }
    }
  }

  @Test
  void law_7_positions_are_monotone_and_follow_what_is_retained() {
    Randomized.rounds(
        30_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          EditBatch a = RandomEdits.batch(random, t);
          boolean[] retained = retained(a);
          int before = 0;
          int after = 0;
          int retainedBefore = 0;
          for (int p = 0; p <= t.length(); p++) {
            int left = a.mapPosition(p, Bias.BEFORE);
            int right = a.mapPosition(p, Bias.AFTER);
            assertTrue(left <= right && left >= before && right >= after, () -> "at, " + a);
            assertTrue(left >= 0 && right <= a.lengthAfter());
            before = left;
            after = right;
            if (p < t.length() && retained[p]) {
              assertEquals(placeOfRetained(a, retainedBefore++), right);
            }
          }
          assertEquals(a.lengthAfter(), a.mapPosition(t.length(), Bias.AFTER));
          assertEquals(0, a.mapPosition(0, Bias.BEFORE));
          EditShape identity = EditShape.identity(t.length());
          for (int p = 0; p <= t.length(); p++) {
            assertEquals(p, identity.mapPosition(p, Bias.BEFORE));
            assertEquals(p, identity.mapPosition(p, Bias.AFTER));
          }
          mapSomeRanges(random, t, a);
        });
  }

  @Test
  void successive_edits_are_one_batch() {
    Randomized.rounds(
        30_000,
        random -> {
          String t = RandomEdits.text(random, MAX_SCALARS);
          var successive = new ArrayList<TextEdit>();
          String now = t;
          for (int i = random.nextInt(9); i > 0; i--) {
            List<TextEdit> edits = RandomEdits.edits(random, now);
            if (!edits.isEmpty()) {
              successive.add(edits.get(random.nextInt(edits.size())));
              now = RandomEdits.apply(now, List.of(successive.getLast()));
            }
          }
          EditBatch batch = EditBatch.ofSuccessive(t.length(), successive);
          batch.checkInvariants();
          assertEquals(now, RandomEdits.apply(t, batch));
          EditBatch oneByOne = EditBatch.identity(t.length());
          for (TextEdit edit : successive) {
            oneByOne = oneByOne.compose(EditBatch.of(oneByOne.lengthAfter(), List.of(edit)));
          }
          assertEquals(oneByOne, batch);
        });
  }

  /**
   * The document of both batches, written from the rule: by place, then side, deleted by either.
   */
  private static String merged(String t, EditBatch left, EditBatch right) {
    boolean[] leftRetains = retained(left);
    boolean[] rightRetains = retained(right);
    var out = new StringBuilder();
    for (int p = 0; p <= t.length(); p++) {
      out.append(insertedAt(left, p)).append(insertedAt(right, p));
      if (p < t.length() && leftRetains[p] && rightRetains[p]) {
        out.append(t.charAt(p));
      }
    }
    return out.toString();
  }

  private static String insertedAt(EditBatch batch, int place) {
    for (TextEdit edit : batch.edits()) {
      if (edit.startUtf16() == place) {
        return edit.newText();
      }
    }
    return "";
  }

  private static boolean[] retained(EditBatch batch) {
    boolean[] retained = new boolean[batch.lengthBefore()];
    java.util.Arrays.fill(retained, true);
    for (TextEdit edit : batch.edits()) {
      java.util.Arrays.fill(retained, edit.startUtf16(), edit.endUtf16(), false);
    }
    return retained;
  }

  /** Returns where the n-th retained unit is in the text after, counted unit by unit. */
  private static int placeOfRetained(EditBatch batch, int n) {
    boolean[] retained = retained(batch);
    int place = 0;
    int seen = 0;
    for (int p = 0; p <= retained.length; p++) {
      place += insertedAt(batch, p).length();
      if (p < retained.length && retained[p]) {
        if (seen++ == n) {
          return place;
        }
        place++;
      }
    }
    throw new AssertionError("no such unit");
  }

  private static void mapSomeRanges(Random random, String t, EditBatch a) {
    int start = random.nextInt(t.length() + 1);
    int end = start + random.nextInt(t.length() - start + 1);
    OffsetRange inner = a.shape().mapRange(start, end);
    OffsetRange outer = a.shape().mapRangeGrowing(start, end);
    assertTrue(inner.startUtf16() <= inner.endUtf16());
    assertTrue(outer.startUtf16() <= outer.endUtf16());
    boolean[] retained = retained(a);
    int units = 0;
    for (int p = start; p < end; p++) {
      units += retained[p] ? 1 : 0;
    }
    assertTrue(inner.endUtf16() - inner.startUtf16() >= units, () -> inner + " of " + a);
    if (units > 0) {
      assertTrue(outer.startUtf16() <= inner.startUtf16());
      assertTrue(outer.endUtf16() >= inner.endUtf16());
    }
  }

  private static EditBatch deletionsOf(EditBatch batch) {
    return EditBatch.of(
        batch.lengthBefore(),
        batch.edits().stream()
            .map(edit -> new TextEdit(edit.startUtf16(), edit.endUtf16(), ""))
            .toList());
  }

  private static boolean touch(EditBatch a, EditBatch b) {
    for (TextEdit x : a.edits()) {
      for (TextEdit y : b.edits()) {
        if (x.startUtf16() <= y.endUtf16() && y.startUtf16() <= x.endUtf16()) {
          return true;
        }
      }
    }
    return false;
  }

  private static int insertedUnits(EditBatch batch) {
    return batch.edits().stream().mapToInt(edit -> edit.newText().length()).sum();
  }
}
