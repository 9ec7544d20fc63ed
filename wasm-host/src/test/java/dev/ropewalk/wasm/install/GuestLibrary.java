package dev.ropewalk.wasm.install;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs one function of a side module, with the few libc functions that the checks need. */
final class GuestLibrary {
  private static final int MEMORY_BASE = 1024;
  private static final int STACK_TOP = 4 << 16;

  private final Memory memory = new ByteArrayMemory(new MemoryLimits(8, 8));
  private int heap = STACK_TOP;

  private GuestLibrary() {}

  static int call(byte[] module, String function) {
    return new GuestLibrary().run(module, function);
  }

  private int run(byte[] module, String function) {
    List<ImportFunction> functions = new ArrayList<>();
    add(functions, "malloc", 1, a -> allocate(a[0]));
    add(functions, "free", 1, a -> 0);
    add(functions, "iswspace", 1, a -> a[0] == ' ' ? 1 : 0);
    add(functions, "strlen", 1, a -> length(a[0]));
    add(functions, "strcmp", 2, a -> compare(a[0], a[1], Integer.MAX_VALUE));
    add(functions, "strncmp", 3, a -> compare(a[0], a[1], a[2]));
    add(functions, "memcpy", 3, a -> copy(a[0], a[1], a[2]));
    var table = new TableInstance(new Table(ValType.FuncRef, new TableLimits(16, 16)), 0);
    var imports =
        ImportValues.builder()
            .withFunctions(functions)
            .addMemory(new ImportMemory("env", "memory", memory))
            .addTable(new ImportTable("env", "__indirect_function_table", table))
            .addGlobal(
                global("__memory_base", MEMORY_BASE, MutabilityType.Const),
                global("__table_base", 1, MutabilityType.Const),
                global("__stack_pointer", STACK_TOP, MutabilityType.Var))
            .build();
    Instance instance = Instance.builder(Parser.parse(module)).withImportValues(imports).build();
    instance.export("__wasm_apply_data_relocs").apply();
    instance.export("__wasm_call_ctors").apply();
    return (int) instance.export(function).apply()[0];
  }

  private static ImportGlobal global(String name, int value, MutabilityType mutability) {
    return new ImportGlobal("env", name, new GlobalInstance(Value.i32(value), mutability));
  }

  private interface Body {
    int apply(int[] arguments);
  }

  private static void add(List<ImportFunction> functions, String name, int count, Body body) {
    boolean answers = !name.equals("free");
    var type =
        FunctionType.of(
            Collections.nCopies(count, ValType.I32), answers ? List.of(ValType.I32) : List.of());
    functions.add(
        new HostFunction(
            "env",
            name,
            type,
            (instance, values) -> {
              int[] arguments = new int[values.length];
              for (int i = 0; i < values.length; i++) {
                arguments[i] = (int) values[i];
              }
              int result = body.apply(arguments);
              return answers ? new long[] {result} : new long[0];
            }));
  }

  private int allocate(int size) {
    int at = heap;
    heap += (size + 15) & -16;
    return at;
  }

  private int length(int at) {
    int end = at;
    while (memory.read(end) != 0) {
      end++;
    }
    return end - at;
  }

  private int compare(int a, int b, int limit) {
    for (int i = 0; i < limit; i++) {
      int difference = (memory.read(a + i) & 0xff) - (memory.read(b + i) & 0xff);
      if (difference != 0 || memory.read(a + i) == 0) {
        return difference;
      }
    }
    return 0;
  }

  private int copy(int to, int from, int size) {
    memory.write(to, memory.readBytes(from, size));
    return to;
  }
}
