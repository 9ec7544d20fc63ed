package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A world of a few texts, which knows what was read of it; belongs to the thread that made it. */
final class FakeWorld implements World {
  final Map<String, String> texts = new TreeMap<>();
  final Map<String, String> settings = new TreeMap<>();
  final List<String> reads = new ArrayList<>();
  private final Thread owner = Thread.currentThread();
  volatile boolean cancelled;

  /** Answers that an interpreter gave. */
  int interpreted;

  /** What the next reads throw. */
  @Nullable RuntimeException failure;

  FakeWorld with(String document, String text) {
    texts.put(document, text);
    return this;
  }

  private void read(String what) {
    assertSame(owner, Thread.currentThread(), "a read belongs to the thread of the query");
    reads.add(what);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Optional<AbiText> text(String document) {
    read("text " + document);
    return Optional.ofNullable(texts.get(document)).map(AbiText::of);
  }

  @Override
  public void interpreted() {
    interpreted++;
  }

  @Override
  public List<Node> nodes(String document, ByteRange range, String query) {
    read("nodes " + document + " " + query);
    return List.of(new Node("word", 0, range));
  }

  @Override
  public List<Found> symbols(String prefix, int limit) {
    read("symbols " + prefix);
    return List.of(new Found(prefix + "1", SymbolKind.CLASS, "a", new ByteRange(0, 1)));
  }

  /** A line {@code import X} means document X. */
  @Override
  public Optional<List<Import>> imports(String document) {
    read("imports " + document);
    String text = texts.get(document);
    if (text == null) {
      return Optional.empty();
    }
    var found = new ArrayList<Import>();
    int at = 0;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("import ")) {
        String target = line.substring(7);
        found.add(
            new Import(
                target,
                Optional.of(target).filter(texts::containsKey),
                new ByteRange(at + 7, at + bytes(line))));
      }
      at += bytes(line) + 1;
    }
    return Optional.of(found);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public List<String> importers(String document) {
    read("importers " + document);
    return List.of();
  }

  @Override
  public List<String> files(String glob) {
    read("files " + glob);
    return List.copyOf(texts.keySet());
  }

  @Override
  public Optional<String> configuration(String key) {
    read("configuration " + key);
    return Optional.ofNullable(settings.get(key));
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
