package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.daemon.analysis.RecordCodec;
import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.wasm.abi.AbiAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An extension's answer with where everything of it stands.
 *
 * @param content names the text of the document that was asked about, when it is open
 * @param texts one for each document that the answer has places in
 */
record PlacedAnswer(AbiAnswer answer, String content, List<Places> texts) {
  static final Codec<PlacedAnswer> CODEC =
      new RecordCodec<>("placedAnswer/1", PlacedAnswer::write, PlacedAnswer::read);

  /** Copies the list. */
  PlacedAnswer {
    texts = List.copyOf(texts);
  }

  /**
   * Places in one document.
   *
   * @param name what extensions call it
   * @param path its absolute path, or its URI
   * @param bytes offsets, ascending, each once
   * @param lines of each offset, from 0
   * @param characters of each offset, from 0, in the client's units
   */
  record Places(String name, String path, int[] bytes, int[] lines, int[] characters) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Places places
          && name.equals(places.name)
          && path.equals(places.path)
          && Arrays.equals(bytes, places.bytes)
          && Arrays.equals(lines, places.lines)
          && Arrays.equals(characters, places.characters);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Arrays.hashCode(bytes);
    }
  }

  private static void write(CanonicalWriter out, PlacedAnswer value) {
    out.putBytes(value.answer.bytes()).putString(value.content).beginList(value.texts.size());
    for (Places places : value.texts) {
      int count = places.bytes.length;
      out.putString(places.name)
          .putString(places.path)
          .putInts(places.bytes, count)
          .putInts(places.lines, count)
          .putInts(places.characters, count);
    }
  }

  private static PlacedAnswer read(CanonicalReader in) throws CanonicalException {
    AbiAnswer answer = AbiAnswer.of(in.getBytes());
    String content = in.getString();
    var texts = new ArrayList<Places>();
    for (int left = in.beginList(); left > 0; left--) {
      texts.add(
          new Places(in.getString(), in.getString(), in.getInts(), in.getInts(), in.getInts()));
    }
    return new PlacedAnswer(answer, content, texts);
  }
}
