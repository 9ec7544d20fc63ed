package dev.ropewalk.daemon.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  @Test
  void the_bytes_never_change() {
    byte[] bytes =
        new CanonicalWriter()
            .putInt(-2)
            .putLong(1L << 40)
            .putBoolean(true)
            .putString("é")
            .putBytes(new byte[] {9})
            .putInts(new int[] {1, 2, 3}, 2)
            .beginList(1)
            .putStringSet(List.of("b", "a", "b"))
            .toBytes();
    assertEquals(
        "69fffffffe"
            + "6c0000010000000000"
            + "6201"
            + "7300000002c3a9"
            + "790000000109"
            + "49000000020000000100000002"
            + "5b00000001"
            + "5300000002"
            + "730000000161"
            + "730000000162",
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void sets_have_one_encoding_whatever_their_order() {
    var words = new ArrayList<>(List.of("x", "", "aa", "a", "ü", "zz"));
    byte[] expected = new CanonicalWriter().putStringSet(words).toBytes();
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(words, new Random(i));
      assertArrayEquals(expected, new CanonicalWriter().putStringSet(words).toBytes());
    }
  }

  /** A random value, written; what it is shows in its description. */
  private static String write(Random random, CanonicalWriter out) {
    var said = new StringBuilder();
    for (int parts = random.nextInt(4); parts >= 0; parts--) {
      switch (random.nextInt(5)) {
        case 0 -> {
          int value = random.nextInt(3);
          out.putInt(value);
          said.append("i").append(value).append(';');
        }
        case 1 -> {
          String value = "ab".substring(0, random.nextInt(3));
          out.putString(value);
          said.append("s").append(value).append(';');
        }
        case 2 -> {
          byte[] value = new byte[random.nextInt(3)];
          out.putBytes(value);
          said.append("y").append(value.length).append(';');
        }
        case 3 -> {
          int[] value = new int[random.nextInt(3)];
          out.putInts(value, value.length);
          said.append("I").append(value.length).append(';');
        }
        default -> {
          List<String> value = List.of("a", "b").subList(0, random.nextInt(3));
          out.putStringSet(value);
          said.append("S").append(value).append(';');
        }
      }
    }
    return said.toString();
  }

  @Test
  void different_values_never_have_equal_encodings() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    var known = new java.util.HashMap<String, String>();
    for (int i = 0; i < 20_000; i++) {
      var out = new CanonicalWriter();
      String said = write(random, out);
      String bytes = HexFormat.of().formatHex(out.toBytes());
      assertEquals(said, known.computeIfAbsent(bytes, b -> said), () -> "seed " + seed);
    }
    assertTrue(known.size() > 1000);
  }

  @Test
  void foreign_bytes_are_refused_and_never_read_beyond_their_end() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    byte[] sound =
        new CanonicalWriter()
            .putString("name")
            .putInts(new int[] {1, 2}, 2)
            .putStringSet(List.of("a", "b"))
            .toBytes();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(sound, random.nextInt(sound.length + 3));
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        var in = new CanonicalReader(bytes);
        var unusedName = in.getString();
        var unusedInts = in.getInts();
        var unusedSet = in.getStringSet();
        in.end();
      } catch (CanonicalException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000);
    assertThrows(CanonicalException.class, () -> new CanonicalReader(new byte[0]).getInt());
  }
}
