package dev.ropewalk.wasm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GuestOpsTest {
  private static final int PAGE = 1 << 16;

  private final FlatMemory memory = new FlatMemory(1, 2);

  @Test
  void the_last_bytes_are_inside_and_the_next_are_not() {
    GuestOps.memoryWriteByte(PAGE - 1, (byte) -3, 0, memory);
    assertEquals(-3, GuestOps.memoryReadByte(PAGE - 2, 1, memory));
    GuestOps.memoryWriteShort(PAGE - 4, (short) -300, 2, memory);
    assertEquals(-300, GuestOps.memoryReadShort(PAGE - 2, 0, memory));
    GuestOps.memoryWriteInt(0, 0x1234_5678, PAGE - 4, memory);
    assertEquals(0x1234_5678, GuestOps.memoryReadInt(PAGE - 4, 0, memory));
    assertEquals(0x78, GuestOps.memoryReadByte(PAGE - 4, 0, memory));
    GuestOps.memoryWriteLong(PAGE - 9, 0x1234_5678_9abc_def0L, 1, memory);
    assertEquals(0x1234_5678_9abc_def0L, GuestOps.memoryReadLong(PAGE - 8, 0, memory));
    GuestOps.memoryWriteFloat(PAGE - 4, 1.5f, 0, memory);
    assertEquals(1.5f, GuestOps.memoryReadFloat(PAGE - 4, 0, memory));
    GuestOps.memoryWriteDouble(PAGE - 8, -2.5, 0, memory);
    assertEquals(-2.5, GuestOps.memoryReadDouble(PAGE - 8, 0, memory));

    outside(PAGE, 0);
    outside(0, PAGE);
    outside(PAGE - 1, 1);
    trap(() -> GuestOps.memoryReadShort(PAGE - 1, 0, memory));
    trap(() -> GuestOps.memoryReadInt(PAGE - 3, 0, memory));
    trap(() -> GuestOps.memoryWriteInt(PAGE - 4, 1, 1, memory));
    trap(() -> GuestOps.memoryReadLong(PAGE - 8, 1, memory));
    trap(() -> GuestOps.memoryWriteLong(PAGE - 7, 1, 0, memory));
    trap(() -> GuestOps.memoryReadFloat(PAGE - 3, 0, memory));
    trap(() -> GuestOps.memoryReadDouble(PAGE - 7, 0, memory));
    assertEquals(-2.5, GuestOps.memoryReadDouble(PAGE - 8, 0, memory), "changed by a trap");
  }

  @Test
  void addresses_do_not_wrap_around() {
    outside(-1, 0);
    outside(-1, 1);
    outside(-4, 8);
    outside(-8, 16);
    outside(Integer.MIN_VALUE, 0);
    outside(Integer.MIN_VALUE, Integer.MAX_VALUE);
    outside(Integer.MAX_VALUE, 1);
    outside(Integer.MAX_VALUE, Integer.MAX_VALUE);
    outside(1, Integer.MAX_VALUE);
  }

  @Test
  void what_was_outside_is_inside_after_growing() {
    outside(PAGE, 0);
    assertEquals(1, memory.grow(1));
    GuestOps.memoryWriteInt(PAGE, 5, 4, memory);
    assertEquals(5, memory.readInt(PAGE + 4));
    assertEquals(-1, memory.grow(1));
    outside(2 * PAGE, 0);
  }

  /** Loads and stores of every size at an address; all trap. */
  private void outside(int base, int offset) {
    trap(() -> GuestOps.memoryReadByte(base, offset, memory));
    trap(() -> GuestOps.memoryWriteByte(base, (byte) 1, offset, memory));
    trap(() -> GuestOps.memoryReadShort(base, offset, memory));
    trap(() -> GuestOps.memoryWriteShort(base, (short) 1, offset, memory));
    trap(() -> GuestOps.memoryReadInt(base, offset, memory));
    trap(() -> GuestOps.memoryWriteInt(base, 1, offset, memory));
    trap(() -> GuestOps.memoryReadLong(base, offset, memory));
    trap(() -> GuestOps.memoryWriteLong(base, 1, offset, memory));
    trap(() -> GuestOps.memoryReadFloat(base, offset, memory));
    trap(() -> GuestOps.memoryWriteFloat(base, 1, offset, memory));
    trap(() -> GuestOps.memoryReadDouble(base, offset, memory));
    trap(() -> GuestOps.memoryWriteDouble(base, 1, offset, memory));
  }

  private static void trap(Executable access) {
    assertThrows(RuntimeException.class, access);
  }

  @Test
  void views_are_too_long_for_c1_to_inline_and_trivial_by_the_launchers_flag() throws IOException {
    int views = 0;
    try (InputStream in = GuestOps.class.getResourceAsStream("GuestOps.class")) {
      for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        String name = method.methodName().stringValue();
        if (name.startsWith("memory") && !name.endsWith("Byte")) {
          int length = method.findAttribute(Attributes.code()).orElseThrow().codeLength();
          assertTrue(length > 35 && length <= 70, name + " has " + length + " bytes");
          views++;
        }
      }
    }
    assertEquals(10, views);
  }
}
