package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.GuestInstance;
import dev.ropewalk.wasm.engine.HostFunctions;
import dev.ropewalk.wasm.limit.GuestException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The host functions of one instance: they work only while a request is being formatted. */
final class HostBuffer {
  /*
   * Both schemas move bytes through one buffer of the host: the guest reads an answer out of it,
   * and in schema 3 also writes the parts of a question into it, one after the other.
   */
  private static final byte[] EMPTY = {};
  private static final int UNCHANGED = 0;
  private static final int FORMATTED = 1;
  private static final int ERROR = 2;

  /** An i32 and the one after it: an entry of what {@code fd_write} writes. */
  private static final int IOVEC_BYTES = 8;

  private static final int MAX_IOVECS = 1024;
  private static final int MAX_PANIC_BYTES = 1024;

  private final int maxBytes;
  private final int maxDepth;
  private @Nullable FormatRequest request;
  private @Nullable GuestCall call;
  private byte[] bytes = EMPTY;
  private int filled;
  private byte[] path = EMPTY;
  private byte[] override = EMPTY;
  private byte[] formatted = EMPTY;
  private byte[] error = EMPTY;
  private byte[] panic = EMPTY;

  HostBuffer(int maxBytes, int maxDepth) {
    this.maxBytes = maxBytes;
    this.maxDepth = maxDepth;
  }

  /** A request begins; host functions are for it. */
  void begin(FormatRequest now, GuestCall of) {
    request = now;
    call = of;
    panic = EMPTY;
  }

  /** The request ended, and what was left of it is forgotten. */
  void end() {
    request = null;
    call = null;
    bytes = EMPTY;
    filled = 0;
    path = EMPTY;
    override = EMPTY;
    formatted = EMPTY;
    error = EMPTY;
  }

  /** What the guest wrote to its standard error, to be shown; empty when nothing. */
  String panic() {
    return PluginText.shown(new String(panic, StandardCharsets.UTF_8)).strip();
  }

  /** The functions of a schema; names differ in meaning between them. */
  HostFunctions functions(int schema) {
    var functions =
        new HostFunctions()
            .with("host_get_formatted_text", (guest, a) -> offer(formatted))
            .with("host_get_error_text", (guest, a) -> offer(error));
    return schema == 4 ? with4(functions) : with3(functions);
  }

  private HostFunctions with4(HostFunctions functions) {
    return functions
        .with("host_write_buffer", (guest, a) -> give(guest, (int) a[0], 0, bytes.length))
        .with(
            "host_format",
            (guest, a) -> {
              path = read(guest, "a path", (int) a[0], (int) a[1]);
              override = read(guest, "an override", (int) a[4], (int) a[5]);
              return format(read(guest, "embedded code", (int) a[6], (int) a[7]));
            })
        .with("host_has_cancelled", (guest, a) -> call != null && call.isCancelled() ? 1 : 0)
        .with("fd_write", this::write);
  }

  private HostFunctions with3(HostFunctions functions) {
    return functions
        .with("host_clear_bytes", (guest, a) -> clear(guest, (int) a[0]))
        .with("host_read_buffer", (guest, a) -> append(guest, (int) a[0], (int) a[1]))
        .with("host_write_buffer", (guest, a) -> give(guest, (int) a[0], (int) a[1], (int) a[2]))
        .with("host_take_override_config", (guest, a) -> move(taken -> override = taken))
        .with("host_take_file_path", (guest, a) -> move(taken -> path = taken))
        .with("host_format", (guest, a) -> format(take()));
  }

  private GuestBytes memory(@Nullable GuestInstance guest) {
    if (guest == null) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER, "The formatter asks the host while it starts");
    }
    return new GuestBytes(guest, maxBytes);
  }

  private byte[] read(GuestInstance guest, String what, int at, int length) {
    return memory(guest).read(what, at, length);
  }

  private long offer(byte[] answer) {
    bytes = answer;
    filled = answer.length;
    return answer.length;
  }

  private long give(GuestInstance guest, int at, int from, int length) {
    if (from < 0 || length < 0 || length > bytes.length - from) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER,
          "The formatter reads " + length + " bytes at " + from + " of the host's " + bytes.length);
    }
    memory(guest).write("room for the host's answer", at, bytes, from, length);
    return 0;
  }

  private long clear(GuestInstance guest, int length) {
    memory(guest).checkLength("a question", length);
    bytes = new byte[length];
    filled = 0;
    return 0;
  }

  private long append(GuestInstance guest, int at, int length) {
    byte[] piece = read(guest, "a question", at, length);
    if (piece.length > bytes.length - filled) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER,
          "The formatter asks with more than the " + bytes.length + " bytes that it said");
    }
    System.arraycopy(piece, 0, bytes, filled, piece.length);
    filled += piece.length;
    return 0;
  }

  private interface Slot {
    void put(byte[] taken);
  }

  private long move(Slot slot) {
    slot.put(take());
    return 0;
  }

  private byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, filled);
    bytes = EMPTY;
    filled = 0;
    return taken;
  }

  /** Has embedded code formatted, and keeps what came of it. */
  private long format(byte[] text) {
    FormatRequest outer = request;
    GuestCall running = call;
    if (outer == null || running == null) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER, "The formatter has code formatted outside of a request");
    }
    byte[] asked = path;
    byte[] settings = override;
    path = EMPTY;
    override = EMPTY;
    if (outer.depth() >= maxDepth) {
      return UNCHANGED;
    }
    if (running.isEmbeddedTimeUp()) {
      return fail("embedded code takes too long");
    }
    return switch (running.awaitEmbedded(ask(outer, asked, settings, text))) {
      case FormatResult.Unchanged unchanged -> UNCHANGED;
      case FormatResult.Formatted done -> {
        formatted = done.text();
        yield FORMATTED;
      }
      case FormatResult.SyntaxError wrong -> fail(wrong.message());
      case FormatResult.Failed failed -> fail(failed.message());
    };
  }

  private static CompletableFuture<FormatResult> ask(
      FormatRequest outer, byte[] path, byte[] override, byte[] text) {
    String json = PluginText.decode("an override", override);
    EmbeddedRequest inner;
    try {
      inner =
          new EmbeddedRequest(
              PluginText.decode("a path", path),
              text,
              json.isEmpty() ? Optional.empty() : Optional.of(json),
              outer.embedded(),
              outer.depth() + 1);
      var unused = inner.toRequest(outer.config()); // checks what the guest says
    } catch (IllegalArgumentException e) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER,
          "The formatter has code formatted with what is none: " + e.getMessage(),
          e);
    }
    try {
      return outer.embedded().format(inner);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private long fail(String message) {
    error = message.getBytes(StandardCharsets.UTF_8);
    return ERROR;
  }

  /** WASI's: schema 4 writes the text of a panic with it. */
  private long write(GuestInstance guest, long[] a) {
    GuestBytes memory = memory(guest);
    int count = (int) a[2];
    if (count < 0 || count > MAX_IOVECS) {
      throw new GuestException(
          GuestException.Code.BAD_ANSWER, "The formatter writes " + count + " pieces at a time");
    }
    byte[] pieces = memory.read("what it writes", (int) a[1], count * IOVEC_BYTES);
    var entries = ByteBuffer.wrap(pieces).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    long total = 0;
    for (int i = 0; i < count; i++) {
      int at = entries.get();
      int length = entries.get();
      byte[] piece = memory.read("what it writes", at, length);
      total += piece.length;
      int more = Math.min(piece.length, MAX_PANIC_BYTES - panic.length);
      int before = panic.length;
      panic = Arrays.copyOf(panic, before + more);
      System.arraycopy(piece, 0, panic, before, more);
    }
    byte[] written = new byte[Integer.BYTES];
    ByteBuffer.wrap(written)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) Math.min(total, Integer.MAX_VALUE));
    memory.write("room for a count", (int) a[3], written, 0, written.length);
    return 0;
  }
}
