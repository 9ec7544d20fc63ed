package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.engine.MemoryImage;
import dev.ropewalk.wasm.engine.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A guest that is set up, with its queries compiled, as another instance can begin with it.
 *
 * @param memory its memory
 * @param transfer address of the transfer buffer
 * @param language address of the language
 * @param parser address of the parser
 * @param input address of the parser's input buffer
 * @param queries address of each compiled query, by {@link #nameOf}
 */
record GuestImage(
    MemoryImage memory,
    int transfer,
    int language,
    int parser,
    int input,
    Map<String, Integer> queries) {
  /*
   * Setting up runs constructors and ts_query_new, which in a young process the JVM interprets: a
   * second and more for the heavier queries. What they leave is in linear memory alone (GlobalWords),
   * so a copy of it is the same guest.
   */
  private static final int MAGIC = 0x5257_494d;
  private static final int MAX_QUERIES = 64;

  GuestImage {
    queries = Map.copyOf(queries);
  }

  /** What a query is found by: the SHA-256 of its text, in hexadecimal. */
  static String nameOf(QuerySource query) {
    return HexFormat.of()
        .formatHex(Sha256.begin().digest(query.text().getBytes(StandardCharsets.UTF_8)));
  }

  byte[] encode() {
    var bytes = new ByteArrayOutputStream(memory.deflated().length + 1024);
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      for (int word : new int[] {transfer, language, parser, input, queries.size()}) {
        out.writeInt(word);
      }
      for (Map.Entry<String, Integer> query : new TreeMap<>(queries).entrySet()) {
        out.writeUTF(query.getKey());
        out.writeInt(query.getValue());
      }
      out.writeInt(memory.pages());
      out.writeInt(memory.length());
      out.write(memory.deflated());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @param maxPages the most pages that the instance may have
   * @throws IOException when it is something else
   */
  static GuestImage decode(byte[] bytes, int maxPages) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC) {
      throw new IOException("not an image of a guest");
    }
    int[] words = {in.readInt(), in.readInt(), in.readInt(), in.readInt()};
    var queries = new TreeMap<String, Integer>();
    for (int left = within(in.readInt(), MAX_QUERIES); left > 0; left--) {
      queries.put(in.readUTF(), in.readInt());
    }
    int pages = within(in.readInt(), maxPages);
    int length = within(in.readInt(), pages << 16);
    return new GuestImage(
        new MemoryImage(pages, length, in.readAllBytes()),
        words[0],
        words[1],
        words[2],
        words[3],
        queries);
  }

  private static int within(int value, int max) throws IOException {
    if (value < 0 || value > max) {
      throw new IOException(value + " is not in [0, " + max + "]");
    }
    return value;
  }
}
