package dev.ropewalk.daemon.document;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.engine.ContentId;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import org.jspecify.annotations.Nullable;

/**
 * A document at one moment. Immutable but for the session, whose reads see this revision when they
 * are submitted before the next change is applied.
 *
 * @param key the document
 * @param version the client's version
 * @param revision counts the texts that the session was told of; larger after each change
 * @param text the text
 * @param encoding in what the client counts characters
 * @param step what is done at this size
 * @param session the syntax tree, or null when there is no grammar or the step is {@link
 *     SizeStep#TEXT_ONLY}
 */
public record Snapshot(
    DocumentKey key,
    int version,
    long revision,
    Text text,
    PositionEncoding encoding,
    SizeStep step,
    @Nullable SyntaxSession session) {

  /** Names the text in caches. */
  public ContentId content() {
    return contentOf(text);
  }

  /** Names any text in caches. */
  public static ContentId contentOf(Text text) {
    var hash = text.contentHash();
    return new ContentId(hash.high(), hash.low(), text.lengthBytes());
  }
}
