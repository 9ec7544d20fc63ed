package dev.ropewalk.daemon.document;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.GuestText;

/**
 * A text as guests read it.
 *
 * @param text the snapshot
 */
public record DocumentText(Text text) implements GuestText {
  @Override
  public int lengthUtf16() {
    return text.lengthUtf16();
  }

  @Override
  public int readUtf16(int offsetUtf16, byte[] destination, int destinationOffset, int maxUnits) {
    return text.readUtf16(offsetUtf16, destination, destinationOffset, maxUnits);
  }

  @Override
  public String slice(int startUtf16, int endUtf16) {
    return text.slice(startUtf16, endUtf16);
  }
}
