package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.GuestFunction;
import dev.ropewalk.wasm.limit.GuestException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Schema 3: messages go in pieces through a small buffer, and there is one configuration. */
final class Schema3 implements Schema {
  private static final long[] NOTHING = {};

  private final GuestBytes memory;
  private final GuestFunction clear;
  private final GuestFunction buffer;
  private final GuestFunction bufferSize;
  private final GuestFunction add;
  private final GuestFunction take;
  private final GuestFunction setGlobal;
  private final GuestFunction setPlugin;
  private @Nullable FormatConfig current;

  Schema3(GuestBytes memory) {
    this.memory = memory;
    clear = memory.guest().function("clear_shared_bytes");
    buffer = memory.guest().function("get_wasm_memory_buffer");
    bufferSize = memory.guest().function("get_wasm_memory_buffer_size");
    add = memory.guest().function("add_to_shared_bytes_from_buffer");
    take = memory.guest().function("set_buffer_with_shared_bytes");
    setGlobal = memory.guest().function("set_global_config");
    setPlugin = memory.guest().function("set_plugin_config");
  }

  @Override
  public int number() {
    return 3;
  }

  @Override
  public void send(byte[] bytes) {
    var unused = clear.call(bytes.length);
    int size = size();
    for (int sent = 0; sent < bytes.length; ) {
      int piece = Math.min(size, bytes.length - sent);
      memory.write("its buffer", buffer.callInt(), bytes, sent, piece);
      unused = add.call(piece);
      sent += piece;
    }
  }

  @Override
  public byte[] receive(String what, int length) {
    memory.checkLength(what, length);
    byte[] bytes = new byte[length];
    int size = size();
    for (int got = 0; got < length; ) {
      int piece = Math.min(size, length - got);
      var unused = take.call(got, piece);
      System.arraycopy(memory.read(what, buffer.callInt(), piece), 0, bytes, got, piece);
      got += piece;
    }
    return bytes;
  }

  private int size() {
    int size = bufferSize.callInt();
    if (size <= 0) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER,
          "The formatter has a buffer of " + Integer.toUnsignedString(size) + " bytes");
    }
    return size;
  }

  @Override
  public long[] configure(FormatConfig config) {
    if (!config.equals(current)) {
      current = null;
      send(config.globalJson().getBytes(StandardCharsets.UTF_8));
      var unused = setGlobal.call();
      send(config.pluginJson().getBytes(StandardCharsets.UTF_8));
      unused = setPlugin.call();
      current = config;
    }
    return NOTHING;
  }

  @Override
  public byte[] fileMatching(byte[] info, long[] config) {
    return info;
  }
}
