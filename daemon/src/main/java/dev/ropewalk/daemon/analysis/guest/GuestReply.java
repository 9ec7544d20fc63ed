package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.wasm.abi.AbiResult;
import dev.ropewalk.wasm.abi.ByteRange;
import java.util.Arrays;

/** What one extension answered, with where it stands in lines and characters. */
public final class GuestReply {
  private final Served served;
  private final AbiResult result;
  private final PlacedAnswer placed;

  GuestReply(Served served, AbiResult result, PlacedAnswer placed) {
    this.served = served;
    this.result = result;
    this.placed = placed;
  }

  /** A stretch of a document; lines and characters count from 0, as the client counts them. */
  public record Span(int startLine, int startCharacter, int endLine, int endCharacter) {}

  /** Who answered. */
  public Served extension() {
    return served;
  }

  /** The answer. */
  public AbiResult result() {
    return result;
  }

  /** Names the text that was asked about. */
  String content() {
    return placed.content();
  }

  /** Where a range of the answer stands. */
  public Span span(String document, ByteRange range) {
    PlacedAnswer.Places places = places(document);
    int from = Arrays.binarySearch(places.bytes(), range.from());
    int to = Arrays.binarySearch(places.bytes(), range.to());
    return new Span(
        places.lines()[from],
        places.characters()[from],
        places.lines()[to],
        places.characters()[to]);
  }

  /** The absolute path of a document of the answer, or its URI. */
  public String path(String document) {
    return places(document).path();
  }

  private PlacedAnswer.Places places(String document) {
    return placed.texts().stream()
        .filter(each -> each.name().equals(document))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the answer has no place in " + document));
  }
}
