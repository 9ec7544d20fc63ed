package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.types.MutabilityType;
import dev.ropewalk.wasm.limit.GuestException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/** One instance of a module: its exports and its memory. Belongs to one thread. */
public final class GuestInstance {
  private final Instance instance;
  private final FlatMemory memory;
  private final FunctionNames names;
  private final GlobalInstance[] mutable;

  GuestInstance(Instance instance, FlatMemory memory, FunctionNames names) {
    this.instance = instance;
    this.memory = memory;
    this.names = names;
    this.mutable =
        IntStream.range(0, instance.globalCount())
            .mapToObj(instance::global)
            .filter(global -> global.getMutabilityType() == MutabilityType.Var)
            .toArray(GlobalInstance[]::new);
  }

  /** An exported function; calls fail with {@link dev.ropewalk.wasm.limit.GuestException}. */
  public GuestFunction function(String name) {
    ExportFunction export = instance.export(name);
    return arguments -> {
      try {
        return export.apply(arguments);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw GuestFailure.of(e, names);
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

  /** The state now, to {@link #rewind} to; of a module that is compiled to be rewound. */
  public Checkpoint checkpoint() {
    return new Checkpoint(
        memory.checkpoint(), Arrays.stream(mutable).mapToLong(GlobalInstance::getValue).toArray());
  }

  /**
   * Puts memory and globals back, in time that grows with what was written since.
   *
   * @param checkpoint of this instance, or of another one of the module that did the same
   */
  public void rewind(Checkpoint checkpoint) {
    memory.rewind(checkpoint.memory());
    for (int i = 0; i < mutable.length; i++) {
      mutable[i].setValue(checkpoint.globals()[i]);
    }
  }

  /** Whether the guest asked for more memory than it may have, since the last rewind. */
  public boolean growthRefused() {
    return memory.growthRefused();
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

  /**
   * The bytes of the memory itself, of which those of a range are about to be written; valid until
   * the guest runs again.
   *
   * @throws IndexOutOfBoundsException when the range is not inside
   */
  public byte[] writableArray(int address, int length) {
    Objects.checkFromIndexSize(address, length, memory.array().length);
    memory.touch(address, length);
    return memory.array();
  }

  /** The bytes of the memory itself; valid until the guest runs again. Never write to it. */
  public byte[] memoryArray() {
    return memory.array();
  }
}
