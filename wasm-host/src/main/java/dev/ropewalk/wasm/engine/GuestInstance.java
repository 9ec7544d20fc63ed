package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;

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
