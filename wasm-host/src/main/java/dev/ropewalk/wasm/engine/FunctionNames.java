package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.ByteReader;
import dev.ropewalk.wasm.module.ByteWriter;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a module calls its functions: its name section, kept beside the stripped module so that
 * traps and profiles name functions of the guest.
 */
public final class FunctionNames {
  /** A longer name is cut; those of generic Rust functions reach thousands. */
  private static final int MAX_CHARS = 96;

  private static final int MAX_NAMES = 50_000;

  /** Calls shown of a trap. */
  private static final int MAX_SHOWN = 6;

  private static final String METHOD = "func_";

  private final Map<Integer, String> names;

  private FunctionNames(Map<Integer, String> names) {
    this.names = names;
  }

  /** The names in a module; none when its name section is missing or damaged. */
  static FunctionNames of(byte[] module) {
    var found = new TreeMap<Integer, String>();
    try {
      var in = new ByteReader(module, 0, module.length);
      in.skip(8);
      while (in.hasMore()) {
        int id = in.u8();
        int size = in.count();
        int from = in.skip(size);
        var section = new ByteReader(module, from, from + size);
        if (id == 0 && section.name().equals("name")) {
          read(section, module, found);
        }
      }
    } catch (GuestException e) {
      // A custom section never makes a module unusable; what was read of it is used.
    }
    return new FunctionNames(found);
  }

  private static void read(ByteReader section, byte[] module, Map<Integer, String> found) {
    while (section.hasMore()) {
      int kind = section.u8();
      int size = section.count();
      int from = section.skip(size);
      if (kind == 1) {
        var in = new ByteReader(module, from, from + size);
        int count = Math.min(in.count(), MAX_NAMES);
        for (int i = 0; i < count; i++) {
          int index = in.count();
          found.put(index, printable(in.name()));
        }
      }
    }
  }

  private static String printable(String name) {
    var out = new StringBuilder();
    name.codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.isDefined(c))
        .limit(MAX_CHARS)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** A module with these names as its name section. */
  byte[] appendedTo(byte[] module) {
    if (names.isEmpty()) {
      return module;
    }
    var map = new ByteWriter(1024).u32(names.size());
    names.forEach((index, name) -> map.u32(index).name(name));
    var section = new ByteWriter(1024).name("name").u8(1).sized(map);
    return new ByteWriter(module.length + 1024).raw(module).u8(0).sized(section).toByteArray();
  }

  /**
   * The guest's function behind a method of its classes.
   *
   * @param method as stack traces have it
   * @return the method itself when it is none or has no name
   */
  public String nameOf(String method) {
    if (!method.startsWith(METHOD)) {
      return method;
    }
    try {
      return names.getOrDefault(Integer.parseInt(method.substring(METHOD.length())), method);
    } catch (NumberFormatException e) {
      return method;
    }
  }

  /** The guest's innermost calls when it failed, as the end of a message; may be empty. */
  String trace(Throwable failure) {
    var shown = new ArrayList<String>();
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (PollPlan.isFunction(frame.getMethodName()) && shown.size() < MAX_SHOWN) {
        shown.add(nameOf(frame.getMethodName()));
      }
    }
    return shown.isEmpty() ? "" : " (in " + String.join(" < ", shown) + ")";
  }
}
