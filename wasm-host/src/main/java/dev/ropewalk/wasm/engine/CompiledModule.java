package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MutabilityType;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.WasmBinary;
import dev.ropewalk.wasm.module.WasmReader;
import dev.ropewalk.wasm.module.WasmWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A module as JVM classes, ready to make instances. */
public final class CompiledModule {
  /*
   * What is kept of a module is (1) its classes, defined as they are first used, by a loader that
   * goes when the module goes, and (2) a stripped module, the same but for function bodies, which
   * Chicory needs to build instances (parsing all bodies again costs more than loading classes).
   * Interpreted functions of a compiled module are refused: they would be about 90 times slower.
   * A module may be interpreted as a whole for as long as it is being compiled.
   */

  /** JVM methods per class; smaller classes are verified later and only when used. */
  private static final int FUNCTIONS_PER_CLASS = 64;

  static final String MAIN_CLASS = "ropewalk.guest.Module";

  private final WasmModule stripped;
  private final @Nullable ClassImage image;
  private final MethodHandle constructor;
  private final FunctionNames names;

  private CompiledModule(
      WasmModule stripped,
      @Nullable ClassImage image,
      MethodHandle constructor,
      FunctionNames names) {
    this.stripped = stripped;
    this.image = image;
    this.constructor = constructor;
    this.names = names;
  }

  /**
   * Compiles a module to classes. Takes seconds for megabytes, and cannot be interrupted.
   *
   * @throws GuestException with {@code COMPILE_FAILED} or {@code MODULE_REFUSED}
   */
  public static ClassImage compile(byte[] module) {
    return compile(module, false);
  }

  /** As {@link #compile}, for instances that are rewound between calls. */
  public static ClassImage compileRewindable(byte[] module) {
    return compile(module, true);
  }

  private static ClassImage compile(byte[] module, boolean marks) {
    try {
      var compiler =
          Compiler.builder(Parser.parse(module))
              .withClassName(MAIN_CLASS)
              .withMaxFunctionsPerClass(FUNCTIONS_PER_CLASS)
              .withInterpreterFallback(InterpreterFallback.FAIL)
              .withClassCollectorFactory(ByteClassCollector::new)
              .build();
      // Some names come with slashes.
      var classes = new TreeMap<String, byte[]>();
      compiler
          .compile()
          .classBytes()
          .forEach((name, bytes) -> classes.put(name.replace('/', '.'), bytes));
      return new ClassImage(strip(module), ClassTuner.tune(MAIN_CLASS, classes, marks));
    } catch (GuestException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new GuestException(
          GuestException.Code.COMPILE_FAILED,
          "The WebAssembly module could not be compiled: " + e.getMessage(),
          e);
    }
  }

  /** Loads what {@link #compile} made, in this process or an earlier one. */
  public static CompiledModule load(ClassImage image) {
    try {
      var loader = new GuestClassLoader(image.classes());
      Class<?> main = loader.loadClass(MAIN_CLASS);
      MethodHandle constructor =
          MethodHandles.publicLookup()
              .findConstructor(main, MethodType.methodType(void.class, Instance.class))
              .asType(MethodType.methodType(Machine.class, Instance.class));
      return new CompiledModule(
          Parser.parse(image.strippedModule()),
          image,
          constructor,
          FunctionNames.of(image.strippedModule()));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new GuestException(
          GuestException.Code.COMPILE_FAILED,
          "The compiled extension could not be loaded: " + e.getMessage(),
          e);
    }
  }

  /**
   * A module whose functions are interpreted, about 20 to 90 times slower, and which is ready at
   * once; it cannot be rewound.
   *
   * @throws GuestException with {@code COMPILE_FAILED} or {@code MODULE_REFUSED}
   */
  public static CompiledModule interpreted(byte[] module) {
    try {
      MethodHandle constructor =
          MethodHandles.publicLookup()
              .findConstructor(
                  InterpreterMachine.class, MethodType.methodType(void.class, Instance.class))
              .asType(MethodType.methodType(Machine.class, Instance.class));
      return new CompiledModule(Parser.parse(module), null, constructor, FunctionNames.of(module));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new GuestException(
          GuestException.Code.COMPILE_FAILED,
          "The WebAssembly module could not be read: " + e.getMessage(),
          e);
    }
  }

  /** The module with every body replaced by {@code unreachable}; names of functions stay. */
  private static byte[] strip(byte[] module) {
    WasmBinary binary = WasmReader.read(module);
    byte[] body = {0x00, 0x0b};
    binary.functions.replaceAll(f -> new WasmBinary.Function(f.typeIndex(), List.of(), body));
    return FunctionNames.of(module).appendedTo(WasmWriter.write(binary));
  }

  /**
   * Its classes.
   *
   * @throws IllegalStateException when it is interpreted
   */
  public ClassImage image() {
    if (image == null) {
      throw new IllegalStateException("an interpreted module has no classes");
    }
    return image;
  }

  /**
   * Whether an instance's memory is all that its calls can change: then an image of it is an image
   * of the instance.
   */
  public boolean keepsAllInMemory() {
    for (int i = 0; i < stripped.globalSection().globalCount(); i++) {
      if (stripped.globalSection().getGlobal(i).mutabilityType() == MutabilityType.Var) {
        return false;
      }
    }
    return Arrays.stream(stripped.dataSection().dataSegments())
        .allMatch(ActiveDataSegment.class::isInstance);
  }

  /** What the module calls its functions. */
  public FunctionNames names() {
    return names;
  }

  /** How many functions the module defines. */
  public int functions() {
    return stripped.functionSection().functionCount();
  }

  /**
   * Makes an instance. Runs guest code only if the module has a start function.
   *
   * @param maxMemoryPages pages of 64 KiB, which bounds what the module declares
   * @throws GuestException when the module wants a host function that is not given
   */
  public GuestInstance instantiate(HostFunctions host, int maxMemoryPages) {
    var self = new GuestInstance[1];
    var memory = new FlatMemory[1];
    var imports = ImportValues.builder();
    for (FunctionImport wanted : functionImports()) {
      HostFunctions.Body body = host.bodies().get(wanted.name());
      if (body == null) {
        throw new GuestException(
            GuestException.Code.MODULE_REFUSED,
            "The module imports " + wanted.name() + ", which the host does not give");
      }
      FunctionType type = stripped.typeSection().getType(wanted.typeIndex());
      boolean answers = !type.returns().isEmpty();
      imports.addFunction(
          new HostFunction(
              wanted.module(),
              wanted.name(),
              type,
              (instance, arguments) -> {
                long answer = body.call(self[0], arguments);
                return answers ? new long[] {answer} : null;
              }));
    }
    try {
      Instance instance =
          Instance.builder(stripped)
              .withImportValues(imports.build())
              .withMemoryFactory(
                  limits -> {
                    int max = Math.min(limits.maximumPages(), maxMemoryPages);
                    if (memory[0] != null || limits.initialPages() > max) {
                      throw new GuestException(
                          GuestException.Code.OUT_OF_MEMORY,
                          "The module needs "
                              + limits.initialPages()
                              + " pages of memory (at most "
                              + max
                              + ")");
                    }
                    memory[0] = new FlatMemory(limits.initialPages(), max);
                    return memory[0];
                  })
              .withMachineFactory(this::machine)
              .build();
      self[0] = new GuestInstance(instance, memory[0], names);
      return self[0];
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw GuestFailure.of(e, names);
    }
  }

  private List<FunctionImport> functionImports() {
    var found = new ArrayList<FunctionImport>();
    for (int i = 0; i < stripped.importSection().importCount(); i++) {
      var entry = stripped.importSection().getImport(i);
      if (entry.importType() == ExternalType.FUNCTION) {
        found.add((FunctionImport) entry);
      }
    }
    return found;
  }

  private Machine machine(Instance instance) {
    try {
      return (Machine) constructor.invokeExact(instance);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("constructor of a compiled module", e);
    }
  }

  /** Defines the classes of one module as they are first used. */
  private static final class GuestClassLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    GuestClassLoader(Map<String, byte[]> classes) {
      super("ropewalk-guest", CompiledModule.class.getClassLoader());
      this.classes = classes;
      // Guests call GuestOps, which nobody else should.
      Module engine = CompiledModule.class.getModule();
      engine.addExports(CompiledModule.class.getPackageName(), getUnnamedModule());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
