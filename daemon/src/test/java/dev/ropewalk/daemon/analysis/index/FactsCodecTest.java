package dev.ropewalk.daemon.analysis.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.daemon.analysis.SymbolKind;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.testing.Randomized;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FactsCodecTest {
  private static final List<SymbolKind> KINDS = List.of(SymbolKind.values());

  @Test
  void what_is_written_is_read_again() {
    Randomized.rounds(
        random -> {
          FileFacts facts = facts(random);
          byte[] bytes = FactsCodec.FACTS.encode(facts);
          FileFacts again = FactsCodec.FACTS.decode(bytes);
          assertArrayEquals(bytes, FactsCodec.FACTS.encode(again));
          assertEquals(facts.symbols(), again.symbols());
          assertEquals(facts.imports(), again.imports());
          assertEquals(facts.references().names(), again.references().names());
          FileNames names = FileNames.of(facts.symbols());
          var chunk = new NameChunk(List.of("/a"), List.of(names));
          byte[] chunkBytes = FactsCodec.CHUNK.encode(chunk);
          assertArrayEquals(
              chunkBytes, FactsCodec.CHUNK.encode(FactsCodec.CHUNK.decode(chunkBytes)));
        });
  }

  @Test
  void damaged_bytes_are_refused_or_are_a_value() {
    Randomized.rounds(
        random -> {
          byte[] bytes = FactsCodec.FACTS.encode(facts(random));
          for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          try {
            FileFacts read = FactsCodec.FACTS.decode(bytes);
            assertArrayEquals(bytes, FactsCodec.FACTS.encode(read));
          } catch (CanonicalException e) {
            // refused
          }
        });
  }

  private static FileFacts facts(Random random) {
    var symbols = new ArrayList<FileFacts.Symbol>();
    for (int i = random.nextInt(5); i > 0; i--) {
      symbols.add(
          new FileFacts.Symbol(
              "n" + random.nextInt(),
              KINDS.get(random.nextInt(KINDS.size())),
              random.nextInt(symbols.size() + 1) - 1,
              span(random),
              span(random)));
    }
    var names = new TreeSet<String>();
    for (int i = random.nextInt(5); i > 0; i--) {
      names.add("r" + random.nextInt(100));
    }
    int[] places = new int[3 * random.nextInt(5)];
    var imports = new ArrayList<FileFacts.Import>();
    for (int i = random.nextInt(3); i > 0; i--) {
      imports.add(new FileFacts.Import("path", "./é" + i, "", span(random)));
    }
    return new FileFacts(
        FileFacts.Reason.NONE,
        symbols,
        new FileFacts.References(List.copyOf(names), places),
        imports);
  }

  private static FileFacts.Span span(Random random) {
    return new FileFacts.Span(
        random.nextInt(99), random.nextInt(99), random.nextInt(99), random.nextInt(99));
  }
}
