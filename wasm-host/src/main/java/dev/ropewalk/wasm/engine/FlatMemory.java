package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Linear memory in one array. */
@SuppressWarnings("removal")
public final class FlatMemory implements Memory {
  /*
   * Chicory's own memories are arrays of 64 KiB pages; one array saves the second load of every
   * access (40 ms against 25 ms for the same work, measured with dprint's TypeScript plugin). The
   * array is exactly the memory's size, so its bounds check is the sandbox's. Growing copies, so
   * the guest's allocator should grow in large steps.
   */
  /*
   * A byte of `touched` stands for each block of 1 KiB and is not zero when the block was written
   * to since the last rewind: all methods here see to it, and so do the stores of guests that were
   * compiled with marks (MarkingOps). So a rewind costs what the call wrote, not what the memory
   * has: a call that wrote 10 of 1,088 blocks is undone in about 1 µs instead of about 60.
   */

  /** Bits of an address inside a block. */
  static final int BLOCK_BITS = 10;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final int initialPages;
  private final int maximumPages;

  /**
   * Exactly as long as the memory, so that its bounds are the sandbox; {@link GuestOps} uses it.
   */
  byte[] bytes;

  /** One byte for each block of {@link #bytes}; {@link MarkingOps} uses it. */
  byte[] touched;

  private boolean growthRefused;

  private DataSegment[] segments = new DataSegment[0];

  /**
   * @param initialPages the size, in pages of 64 KiB
   * @param maximumPages the most it grows to, at most 32,767 pages
   */
  FlatMemory(int initialPages, int maximumPages) {
    this.initialPages = initialPages;
    this.maximumPages = Math.min(maximumPages, Integer.MAX_VALUE / PAGE_SIZE);
    bytes = new byte[initialPages * PAGE_SIZE];
    touched = new byte[bytes.length >>> BLOCK_BITS];
  }

  /** Says that bytes are about to be written; they are inside. */
  void touch(int from, int size) {
    if (size > 0) {
      Arrays.fill(touched, from >>> BLOCK_BITS, ((from + size - 1) >>> BLOCK_BITS) + 1, (byte) 1);
    }
  }

  /** Forgets what was written until now: this state is the one to {@link #rewind} to. */
  byte[] checkpoint() {
    Arrays.fill(touched, (byte) 0);
    return bytes.clone();
  }

  /** Puts the memory back to what it was at a checkpoint, its size included. */
  void rewind(byte[] checkpoint) {
    growthRefused = false;
    if (bytes.length != checkpoint.length) {
      bytes = checkpoint.clone();
      touched = new byte[bytes.length >>> BLOCK_BITS];
      return;
    }
    byte[] marks = touched;
    for (int at = 0; at < marks.length; at += Long.BYTES) {
      if ((long) LONG.get(marks, at) != 0) {
        for (int block = at; block < at + Long.BYTES; block++) {
          if (marks[block] != 0) {
            int from = block << BLOCK_BITS;
            System.arraycopy(checkpoint, from, bytes, from, 1 << BLOCK_BITS);
            marks[block] = 0;
          }
        }
      }
    }
  }

  /** Whether the guest asked for more than it may have, since the last rewind. */
  boolean growthRefused() {
    return growthRefused;
  }

  /** The array itself, until the next growth; for reading blocks without a copy. */
  byte[] array() {
    return bytes;
  }

  @Override
  public int pages() {
    return bytes.length / PAGE_SIZE;
  }

  @Override
  public int grow(int size) {
    int before = pages();
    long after = before + (size & 0xffff_ffffL);
    if (after > maximumPages) {
      growthRefused = true;
      return -1;
    }
    bytes = Arrays.copyOf(bytes, (int) after * PAGE_SIZE);
    touched = Arrays.copyOf(touched, bytes.length >>> BLOCK_BITS);
    return before;
  }

  @Override
  public int initialPages() {
    return initialPages;
  }

  @Override
  public int maximumPages() {
    return maximumPages;
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  @SuppressWarnings("deprecation")
  public Object lock(int address) {
    throw new WasmRuntimeException("shared memory is not supported");
  }

  @Override
  public int waitOn(int address, int expected, long timeout) {
    throw new WasmRuntimeException("shared memory is not supported");
  }

  @Override
  public int waitOn(int address, long expected, long timeout) {
    throw new WasmRuntimeException("shared memory is not supported");
  }

  @Override
  public int notify(int address, int maxThreads) {
    return 0;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    if (dataSegments == null) {
      return;
    }
    segments = dataSegments.clone();
    for (int i = 0; i < segments.length; i++) {
      if (segments[i] instanceof ActiveDataSegment active) {
        long offset =
            ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
        int from = (int) offset;
        byte[] data = active.data();
        if (from < 0 || data.length > bytes.length - from) {
          throw new UninstantiableException("out of bounds memory access");
        }
        touch(from, data.length);
        System.arraycopy(data, 0, bytes, from, data.length);
        drop(i);
      }
    }
  }

  @Override
  public void initPassiveSegment(int segmentId, int dest, int offset, int size) {
    byte[] data = segments[segmentId].data();
    check(offset, size, data.length);
    write(dest, data, offset, size);
  }

  @Override
  public void drop(int segment) {
    segments[segment] = PassiveDataSegment.EMPTY;
  }

  @Override
  public void write(int addr, byte[] data, int offset, int size) {
    check(addr, size, bytes.length);
    touch(addr, size);
    System.arraycopy(data, offset, bytes, addr, size);
  }

  @Override
  public byte[] readBytes(int addr, int len) {
    check(addr, len, bytes.length);
    return Arrays.copyOfRange(bytes, addr, addr + len);
  }

  @Override
  public void copy(int dest, int src, int size) {
    check(dest, size, bytes.length);
    check(src, size, bytes.length);
    touch(dest, size);
    System.arraycopy(bytes, src, bytes, dest, size);
  }

  @Override
  public void fill(byte value, int fromIndex, int toIndex) {
    check(fromIndex, toIndex - fromIndex, bytes.length);
    touch(fromIndex, toIndex - fromIndex);
    Arrays.fill(bytes, fromIndex, toIndex, value);
  }

  @Override
  public void zero() {
    touch(0, bytes.length);
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public byte read(int addr) {
    try {
      return bytes[addr];
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public void writeByte(int addr, byte data) {
    try {
      bytes[addr] = data;
      touch(addr, 1);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public short readShort(int addr) {
    try {
      return (short) SHORT.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public long readU16(int addr) {
    return readShort(addr) & 0xffff;
  }

  @Override
  public void writeShort(int addr, short data) {
    try {
      SHORT.set(bytes, addr, data);
      touch(addr, Short.BYTES);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public int readInt(int addr) {
    try {
      return (int) INT.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public void writeI32(int addr, int data) {
    try {
      INT.set(bytes, addr, data);
      touch(addr, Integer.BYTES);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public long readLong(int addr) {
    try {
      return (long) LONG.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public void writeLong(int addr, long data) {
    try {
      LONG.set(bytes, addr, data);
      touch(addr, Long.BYTES);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public float readFloat(int addr) {
    try {
      return (float) FLOAT.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public long readF32(int addr) {
    return readInt(addr);
  }

  @Override
  public void writeF32(int addr, float data) {
    try {
      FLOAT.set(bytes, addr, data);
      touch(addr, Float.BYTES);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public double readDouble(int addr) {
    try {
      return (double) DOUBLE.get(bytes, addr);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  @Override
  public long readF64(int addr) {
    return readLong(addr);
  }

  @Override
  public void writeF64(int addr, double data) {
    try {
      DOUBLE.set(bytes, addr, data);
      touch(addr, Double.BYTES);
    } catch (IndexOutOfBoundsException e) {
      throw outside(addr, e);
    }
  }

  private static void check(int from, int size, int length) {
    if (from < 0 || size < 0 || size > length - from) {
      throw new WasmRuntimeException(
          "out of bounds memory access: " + size + " bytes at " + Integer.toUnsignedString(from));
    }
  }

  private WasmRuntimeException outside(int addr, IndexOutOfBoundsException cause) {
    return new WasmRuntimeException(
        "out of bounds memory access: address "
            + Integer.toUnsignedString(addr)
            + " of "
            + bytes.length,
        cause);
  }
}
