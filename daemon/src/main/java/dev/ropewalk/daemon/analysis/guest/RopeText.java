package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.abi.AbiText;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A rope as extensions read it: chunk by chunk into their memory. */
record RopeText(Text text) implements AbiText {
  @Override
  public int length() {
    return text.lengthBytes();
  }

  @Override
  public void read(int from, int count, byte[] target, int at) {
    Objects.checkFromIndexSize(from, count, length());
    Objects.checkFromIndexSize(at, count, target.length);
    if (count == 0) {
      return;
    }
    int start = text.convert(from, PositionEncoding.UTF_8, PositionEncoding.UTF_16);
    int skip = from - text.convert(start, PositionEncoding.UTF_16, PositionEncoding.UTF_8);
    int done = 0;
    for (var chunks = text.view(start, text.lengthUtf16()).chunks(); done < count; ) {
      ByteBuffer chunk = chunks.next();
      int passed = Math.min(skip, chunk.remaining());
      skip -= passed;
      chunk.position(chunk.position() + passed);
      int length = Math.min(chunk.remaining(), count - done);
      chunk.get(target, at + done, length);
      done += length;
    }
  }
}
