package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.engine.Checkpoint;
import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.GuestFunction;
import dev.ropewalk.wasm.engine.GuestInstance;
import dev.ropewalk.wasm.engine.HostFunctions;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.ExtensionId;
import org.jspecify.annotations.Nullable;

/** One instance of a module, for one thread at a time. */
final class AbiInstance {
  /*
   * Between two calls the instance is what it was after `ropewalk_abi_1`, to the byte: so the
   * answer of a call depends on its request and its recorded reads alone. A call that fails leaves
   * it as it is, and its owner drops it. Host functions work only while a frame is set.
   */
  static final String HEAP = "ropewalk_heap";
  private static final String START = "ropewalk_abi_1";
  private static final int HEAP_WORDS = 4;
  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_LINE_CHARS = 512;
  private static final int MAX_PANIC_CHARS = 512;

  /** Bytes that are read of a text of at most so many characters. */
  private static final long BYTES_PER_CHAR = 4;

  private final ExtensionId id;
  private final AbiListener listener;
  private final LogGate gate;
  private final GuestInstance guest;
  private final Checkpoint start;
  private final GuestFunction alloc;
  private final GuestFunction call;
  private final @Nullable GuestFunction heap;
  private @Nullable Frame frame;

  /**
   * Makes one.
   *
   * @param start what another instance of the module was after its start; null for the first one,
   *     which runs it
   */
  AbiInstance(
      ExtensionId id,
      CompiledModule module,
      int maxPages,
      boolean reportsHeap,
      @Nullable Checkpoint start,
      AbiListener listener,
      LogGate gate) {
    this.id = id;
    this.listener = listener;
    this.gate = gate;
    this.guest = module.instantiate(imports(), maxPages);
    if (start == null) {
      var unused = guest.function(START).call();
      this.start = guest.checkpoint();
    } else {
      this.start = start;
      guest.checkpoint();
      guest.rewind(start);
    }
    this.alloc = guest.function("ropewalk_alloc");
    this.call = guest.function("ropewalk_call");
    this.heap = reportsHeap ? guest.function(HEAP) : null;
  }

  /** What it is at the start of each call. */
  Checkpoint start() {
    return start;
  }

  int pages() {
    return guest.pages();
  }

  /**
   * Calls the guest.
   *
   * @param watchHeap whether the listener is told of the heap afterwards
   * @return the bytes of its answer
   */
  byte[] call(Op op, byte[] request, Frame now, boolean watchHeap) {
    frame = now;
    try {
      int at = alloc.callInt(request.length);
      if (!inside(at, request.length)) {
        throw WireReader.bad(
            "ropewalk_alloc(" + request.length + ") answered " + Integer.toUnsignedString(at));
      }
      guest.writeBytes(at, request, 0, request.length);
      now.copiedIn(request.length);
      long answer = call.call(op.number(), at, request.length)[0];
      int from = (int) (answer >>> 32);
      int length = (int) answer;
      if (length < 0 || length > now.budgets().outputBytes()) {
        throw new GuestException(
            GuestException.Code.OVER_BUDGET,
            "The extension answered "
                + Integer.toUnsignedString(length)
                + " bytes (at most "
                + now.budgets().outputBytes()
                + ")");
      }
      byte[] out = length == 0 ? new byte[0] : read(from, length);
      now.copiedOut(length);
      if (watchHeap && heap != null) {
        tellHeap(heap);
      }
      return out;
    } catch (GuestException e) {
      throw e.code() == GuestException.Code.TRAPPED && guest.growthRefused()
          ? new GuestException(
              GuestException.Code.OUT_OF_MEMORY,
              "The extension asked for more than "
                  + now.budgets().memoryPages()
                  + " pages of memory: "
                  + e.getMessage(),
              e)
          : e;
    } finally {
      frame = null;
    }
  }

  /** Puts it back to its start. */
  void rewind() {
    guest.rewind(start);
  }

  private void tellHeap(GuestFunction statistics) {
    int at = alloc.callInt(HEAP_WORDS * Integer.BYTES);
    var unused = statistics.call(at);
    byte[] words = read(at, HEAP_WORDS * Integer.BYTES);
    var in = new WireReader(words);
    listener.heap(
        id,
        new HeapStatistics(
            Integer.toUnsignedLong(in.word()),
            Integer.toUnsignedLong(in.word()),
            Integer.toUnsignedLong(in.word()),
            Integer.toUnsignedLong(in.word())));
  }

  private boolean inside(int at, int length) {
    return at >= 0 && length >= 0 && length <= guest.memoryArray().length - at;
  }

  private byte[] read(int at, int length) {
    if (!inside(at, length)) {
      throw WireReader.bad(
          Integer.toUnsignedString(length)
              + " bytes at "
              + Integer.toUnsignedString(at)
              + " are outside of the memory");
    }
    return guest.readBytes(at, length);
  }

  private String line(long at, long length, int maxChars) {
    byte[] bytes = read((int) at, (int) Math.min(length, maxChars * BYTES_PER_CHAR));
    return Shown.line(bytes, maxChars);
  }

  private Frame frame() {
    Frame now = frame;
    if (now == null) {
      throw WireReader.bad("it called the host while no call of the guest ran");
    }
    return now;
  }

  private HostFunctions imports() {
    return new HostFunctions()
        .with("open", (unused, a) -> frame().open(textAt(a[0], a[1])))
        .with("text_length", (unused, a) -> length((int) a[0]))
        .with("text_read", (unused, a) -> copy((int) a[0], (int) a[1], (int) a[2], (int) a[3]))
        .with("ask", (unused, a) -> frame().ask(read((int) a[0], (int) a[1])))
        .with("take", (unused, a) -> take((int) a[0]))
        .with("log", (unused, a) -> log((int) a[0], a[1], a[2]))
        .with("panic", (unused, a) -> panic(a[0], a[1]))
        .with("span_begin", (unused, a) -> spanBegin(a[0], a[1]))
        .with("span_end", (unused, a) -> spanEnd());
  }

  private String textAt(long at, long length) {
    return WireReader.text(read((int) at, (int) length));
  }

  private long length(int document) {
    frame().count(1);
    AbiText text = frame().opened(document);
    return text == null ? Frame.ABSENT : text.length();
  }

  private long copy(int document, int from, int count, int to) {
    frame().count(1);
    AbiText text = frame().opened(document);
    if (text == null || from < 0 || count < 0) {
      return Frame.ABSENT;
    }
    int start = Math.min(from, text.length());
    int copied = Math.min(count, text.length() - start);
    if (!inside(to, copied)) {
      throw WireReader.bad(
          "it reads " + copied + " bytes of text to " + Integer.toUnsignedString(to));
    }
    text.read(start, copied, guest.writableArray(to, copied), to);
    frame().copiedIn(copied);
    return copied;
  }

  private long take(int to) {
    byte[] reply = frame().take();
    if (!inside(to, reply.length)) {
      throw WireReader.bad(
          "it takes " + reply.length + " bytes to " + Integer.toUnsignedString(to));
    }
    guest.writeBytes(to, reply, 0, reply.length);
    frame().copiedIn(reply.length);
    return 0;
  }

  private long log(int level, long at, long length) {
    frame().count(1);
    AbiListener.Level[] levels = AbiListener.Level.values();
    String line = line(at, length, MAX_LINE_CHARS);
    long dropped = gate.pass();
    if (dropped >= 0) {
      if (dropped > 0) {
        listener.logDropped(id, dropped);
      }
      listener.log(id, levels[Math.clamp(level - 1L, 0, levels.length - 1)], line);
    }
    return 0;
  }

  private long panic(long at, long length) {
    throw new GuestPanic("panic: " + line(at, length, MAX_PANIC_CHARS));
  }

  private long spanBegin(long at, long length) {
    frame().count(1);
    frame().spans().begin(line(at, length, MAX_NAME_CHARS));
    return 0;
  }

  private long spanEnd() {
    frame().count(1);
    frame().spans().end();
    return 0;
  }
}
