package dev.ropewalk.wasm.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.wasm.limit.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WasmReaderFuzzTest {
  private static final int ROUNDS = Integer.getInteger("ropewalk.rounds", 5_000);

  private static byte[] json() throws IOException {
    Path file =
        Path.of(System.getProperty("ropewalk.test.npm", ""))
            .resolve("tree-sitter-json/tree-sitter-json.wasm");
    assumeTrue(Files.exists(file), "SKIPPED: no grammar at " + file);
    return Files.readAllBytes(file);
  }

  @Test
  void what_is_written_reads_as_the_same_module() throws IOException {
    byte[] once = WasmWriter.write(WasmReader.read(json()));
    assertArrayEquals(once, WasmWriter.write(WasmReader.read(once)));
  }

  @Test
  void a_mutated_module_is_read_or_refused_and_nothing_else() throws IOException {
    byte[] module = json();
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = module.clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        // The first 2,500 bytes hold every section but the data.
        mutant[random.nextInt(2_500)] = (byte) random.nextInt(256);
      }
      try {
        WasmBinary read = WasmReader.read(mutant);
        for (WasmBinary.Function function : read.functions) {
          CodeReader.read(function.code());
        }
        LoopSpiller.rewrite(read);
      } catch (GuestException e) {
        assertEquals(GuestException.Code.MODULE_REFUSED, e.code(), "seed " + seed);
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
    assertEquals(true, refused > ROUNDS / 10, "seed " + seed + ": refused " + refused);
  }

  @Test
  void every_truncation_is_refused() throws IOException {
    byte[] module = json();
    for (int length = 0; length < module.length; length += 7) {
      byte[] cut = java.util.Arrays.copyOf(module, length);
      if (length == 8) {
        continue;
      }
      try {
        WasmReader.read(cut);
      } catch (GuestException e) {
        assertEquals(GuestException.Code.MODULE_REFUSED, e.code());
      }
    }
  }

  @Test
  void a_count_larger_than_the_module_is_refused_before_anything_is_allocated() {
    byte[] huge = {
      0, 'a', 's', 'm', 1, 0, 0, 0, 1, 6, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0
    };
    var why = assertThrows(GuestException.class, () -> WasmReader.read(huge));
    assertEquals(GuestException.Code.MODULE_REFUSED, why.code());
  }
}
