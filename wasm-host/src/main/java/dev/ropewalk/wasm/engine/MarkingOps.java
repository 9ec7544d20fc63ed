package dev.ropewalk.wasm.engine;

import static dev.ropewalk.wasm.engine.FlatMemory.BLOCK_BITS;

/**
 * Stores of guests that are rewound between calls: those of {@link GuestOps}, and a mark on each
 * block that they touch.
 */
public final class MarkingOps {
  /*
   * The store comes first, since it checks the address; a mark that is missing after one that
   * failed is none that was needed. A store of several bytes may end in the next block.
   */
  private MarkingOps() {}

  public static void memoryWriteByte(int base, byte value, int offset, FlatMemory memory) {
    GuestOps.memoryWriteByte(base, value, offset, memory);
    memory.touched[(base + offset) >>> BLOCK_BITS] = 1;
  }

  public static void memoryWriteShort(int base, short value, int offset, FlatMemory memory) {
    GuestOps.memoryWriteShort(base, value, offset, memory);
    memory.touched[(base + offset) >>> BLOCK_BITS] = 1;
    memory.touched[(base + offset + Short.BYTES - 1) >>> BLOCK_BITS] = 1;
  }

  public static void memoryWriteInt(int base, int value, int offset, FlatMemory memory) {
    GuestOps.memoryWriteInt(base, value, offset, memory);
    memory.touched[(base + offset) >>> BLOCK_BITS] = 1;
    memory.touched[(base + offset + Integer.BYTES - 1) >>> BLOCK_BITS] = 1;
  }

  public static void memoryWriteLong(int base, long value, int offset, FlatMemory memory) {
    GuestOps.memoryWriteLong(base, value, offset, memory);
    memory.touched[(base + offset) >>> BLOCK_BITS] = 1;
    memory.touched[(base + offset + Long.BYTES - 1) >>> BLOCK_BITS] = 1;
  }

  public static void memoryWriteFloat(int base, float value, int offset, FlatMemory memory) {
    GuestOps.memoryWriteFloat(base, value, offset, memory);
    memory.touched[(base + offset) >>> BLOCK_BITS] = 1;
    memory.touched[(base + offset + Float.BYTES - 1) >>> BLOCK_BITS] = 1;
  }

  public static void memoryWriteDouble(int base, double value, int offset, FlatMemory memory) {
    GuestOps.memoryWriteDouble(base, value, offset, memory);
    memory.touched[(base + offset) >>> BLOCK_BITS] = 1;
    memory.touched[(base + offset + Double.BYTES - 1) >>> BLOCK_BITS] = 1;
  }
}
