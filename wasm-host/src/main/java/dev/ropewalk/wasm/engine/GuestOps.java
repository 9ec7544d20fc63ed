package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.WasmRuntimeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loads and stores of compiled guests; their code calls these, see {@link ClassTuner}. An address
 * is base plus offset, both unsigned, in {@code [0, size of the memory)}, which is below 2^31;
 * anything else fails with a runtime exception and changes nothing.
 */
public final class GuestOps {
  /*
   * The offset is a constant, never negative, so an address is outside when the base is negative as
   * an int, or the sum is; the array's own bounds check finds the latter.
   *
   * Sizes matter. A view of several bytes goes through a VarHandle, which C1 inlines so generously
   * that it gives up whole functions of the guest ("out of virtual registers"). It does not inline
   * methods over 35 bytes (C1MaxInlineSize), and the message built here makes them longer; C2
   * inlines them where they are called often, and everywhere when the launcher sets
   * MaxTrivialSize=70. GuestOpsTest holds them between the two.
   */
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle FLOAT = view(float[].class);
  private static final VarHandle DOUBLE = view(double[].class);

  private GuestOps() {}

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN)
        .withInvokeExactBehavior();
  }

  public static byte memoryReadByte(int base, int offset, FlatMemory memory) {
    return memory.bytes[base < 0 ? base : base + offset];
  }

  public static void memoryWriteByte(int base, byte value, int offset, FlatMemory memory) {
    memory.bytes[base < 0 ? base : base + offset] = value;
  }

  public static short memoryReadShort(int base, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    return (short) SHORT.get(memory.bytes, base + offset);
  }

  public static void memoryWriteShort(int base, short value, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    SHORT.set(memory.bytes, base + offset, value);
  }

  public static int memoryReadInt(int base, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    return (int) INT.get(memory.bytes, base + offset);
  }

  public static void memoryWriteInt(int base, int value, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    INT.set(memory.bytes, base + offset, value);
  }

  public static long memoryReadLong(int base, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    return (long) LONG.get(memory.bytes, base + offset);
  }

  public static void memoryWriteLong(int base, long value, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    LONG.set(memory.bytes, base + offset, value);
  }

  public static float memoryReadFloat(int base, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    return (float) FLOAT.get(memory.bytes, base + offset);
  }

  public static void memoryWriteFloat(int base, float value, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    FLOAT.set(memory.bytes, base + offset, value);
  }

  public static double memoryReadDouble(int base, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    return (double) DOUBLE.get(memory.bytes, base + offset);
  }

  public static void memoryWriteDouble(int base, double value, int offset, FlatMemory memory) {
    if (base < 0) {
      throw new WasmRuntimeException(
          "out of bounds memory access: address "
              + Integer.toUnsignedString(base)
              + " + "
              + offset
              + " of "
              + memory.bytes.length);
    }
    DOUBLE.set(memory.bytes, base + offset, value);
  }
}
