package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import dev.ropewalk.wasm.limit.GuestException;

/** One instance of a module: its exports and its memory. Belongs to one thread. */
public final class GuestInstance {
  private final Instance instance;
  private final FlatMemory memory;

  GuestInstance(Instance instance, FlatMemory memory) {
    this.instance = instance;
    this.memory = memory;
  }

  /** An exported function; calls fail with {@link dev.ropewalk.wasm.limit.GuestException}. */
  public GuestFunction function(String name) {
    ExportFunction export = instance.export(name);
    return arguments -> {
      try {
        return export.apply(arguments);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw GuestFailure.of(e);
      }
    };
  }

  /** What is in the memory now. */
  public MemoryImage image() {
    return MemoryImage.of(memory.array(), memory.pages());
  }

  /**
   * Puts the memory back to what an image holds. Only for a module all of whose state is in memory
   * ({@link CompiledModule#keepsAllInMemory()}).
   */
  public void restore(MemoryImage image) {
    int missing = image.pages() - memory.pages();
    if (missing > 0 && memory.grow(missing) < 0) {
      throw new GuestException(
          GuestException.Code.OUT_OF_MEMORY,
          "The extension needs "
              + image.pages()
              + " pages of memory (at most "
              + memory.maximumPages()
              + ")");
    }
    image.fill(memory.array());
  }

  public int pages() {
    return memory.pages();
  }

  /** Grows the memory; answers whether it could. */
  public boolean grow(int pages) {
    return memory.grow(pages) >= 0;
  }

  public int readInt(int address) {
    return memory.readInt(address);
  }

  public void writeInt(int address, int value) {
    memory.writeI32(address, value);
  }

  public byte[] readBytes(int address, int length) {
    return memory.readBytes(address, length);
  }

  public void writeBytes(int address, byte[] source, int from, int length) {
    memory.write(address, source, from, length);
  }

  /** The bytes of the memory itself; valid until the guest runs again. Never write to it. */
  public byte[] memoryArray() {
    return memory.array();
  }
}
