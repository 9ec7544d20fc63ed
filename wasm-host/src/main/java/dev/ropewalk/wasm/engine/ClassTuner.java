package dev.ropewalk.wasm.engine;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Rewrites the classes that Chicory makes of a module into what HotSpot compiles well. */
final class ClassTuner {
  /*
   * Chicory makes a call of nearly every instruction. The JIT inlines calls, but only so many in
   * one method, and those of a large function then stay calls. Three things change in the methods
   * of functions (func_N), all else is left as it is:
   *
   *   (1) loads and stores call GuestOps with the memory as a FlatMemory, which each method casts
   *       once, at its start, instead of an interface method;
   *   (2) a comparison that a jump follows becomes a jump that compares (ComparisonFusion);
   *   (3) the poll of the interrupt flag, a barrier to C2, goes from calls; it stays on jumps back
   *       and is put at the start of the functions that PollPlan names, so that a guest that runs
   *       for long is still stopped.
   *
   * Instructions are recognised by the exact sequence that Chicory 1.7.5 writes; what looks
   * different is left as it is, slower and right.
   */
  private static final String OPS = Type.getInternalName(GuestOps.class);
  private static final String MARKING_OPS = Type.getInternalName(MarkingOps.class);
  private static final String FLAT = Type.getInternalName(FlatMemory.class);
  private static final String MEMORY = "com/dylibso/chicory/runtime/Memory";
  private static final String POLL = "checkInterruption";

  private final String shaded;
  private final Set<String> polled;
  private final boolean marks;

  private ClassTuner(String mainClass, Set<String> polled, boolean marks) {
    shaded = shadedName(mainClass);
    this.polled = polled;
    this.marks = marks;
  }

  private static String shadedName(String mainClass) {
    return mainClass.replace('.', '/') + "Shaded";
  }

  /**
   * Rewrites all classes of a module.
   *
   * @param mainClass the binary name of its main class
   * @param classes class files by binary name
   * @param marks whether stores mark the blocks that they touch
   */
  static Map<String, byte[]> tune(String mainClass, Map<String, byte[]> classes, boolean marks) {
    var plan = new PollPlan();
    for (byte[] bytes : classes.values()) {
      plan.add(bytes);
    }
    var tuner = new ClassTuner(mainClass, plan.polled(), marks);
    var tuned = new TreeMap<String, byte[]>();
    classes.forEach((name, bytes) -> tuned.put(name, tuner.tune(bytes)));
    return tuned;
  }

  private byte[] tune(byte[] bytes) {
    var node = new ClassNode();
    new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
    boolean changed = false;
    for (MethodNode method : node.methods) {
      int memory = memorySlot(method);
      if (memory >= 0) {
        tune(method, memory);
        changed = true;
      }
    }
    if (!changed) {
      return bytes;
    }
    var writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected String getCommonSuperClass(String one, String other) {
            return "java/lang/Object";
          }
        };
    node.accept(writer);
    return writer.toByteArray();
  }

  /** The slot of a function's memory, {@code (…, Memory, Instance)}, or -1 for other methods. */
  private static int memorySlot(MethodNode method) {
    Type[] arguments = Type.getArgumentTypes(method.desc);
    int memory = arguments.length - 2;
    if (!PollPlan.isFunction(method.name)
        || (method.access & Opcodes.ACC_STATIC) == 0
        || memory < 0
        || !arguments[memory].getInternalName().equals(MEMORY)) {
      return -1;
    }
    int slot = 0;
    for (int i = 0; i < memory; i++) {
      slot += arguments[i].getSize();
    }
    return slot;
  }

  private void tune(MethodNode method, int memory) {
    InsnList code = method.instructions;
    boolean casts = false;
    for (AbstractInsnNode at = code.getFirst(); at != null; ) {
      AbstractInsnNode next = at.getNext();
      if (at instanceof MethodInsnNode call && call.owner.equals(shaded)) {
        if (call.name.equals(POLL)) {
          if (!jumps(next)) {
            code.remove(call);
          }
        } else {
          casts |= access(call, memory);
        }
      }
      if (at instanceof MethodInsnNode call && ComparisonFusion.compares(call)) {
        next = ComparisonFusion.fuse(code, call);
      }
      at = next;
    }
    var start = new InsnList();
    if (casts) {
      start.add(new VarInsnNode(Opcodes.ALOAD, memory));
      start.add(new TypeInsnNode(Opcodes.CHECKCAST, FLAT));
      start.add(new VarInsnNode(Opcodes.ASTORE, memory));
    }
    if (polled.contains(method.name)) {
      start.add(new MethodInsnNode(Opcodes.INVOKESTATIC, shaded, POLL, "()V"));
    }
    code.insert(start);
  }

  /** Chicory polls right in front of a jump back, or else in front of a call's last arguments. */
  private static boolean jumps(@Nullable AbstractInsnNode next) {
    return next != null
        && (next.getOpcode() == Opcodes.GOTO || next instanceof TableSwitchInsnNode);
  }

  /** Redirects {@code …, offset, memory, memoryReadInt} and the like. */
  private boolean access(MethodInsnNode call, int memory) {
    if (!call.name.startsWith("memoryRead") && !call.name.startsWith("memoryWrite")) {
      return false;
    }
    AbstractInsnNode loaded = call.getPrevious();
    if (!(loaded instanceof VarInsnNode variable)
        || variable.getOpcode() != Opcodes.ALOAD
        || variable.var != memory) {
      return false;
    }
    Integer offset = constant(loaded.getPrevious());
    if (offset == null || offset < 0) {
      return false;
    }
    call.owner = marks && call.name.startsWith("memoryWrite") ? MARKING_OPS : OPS;
    call.desc = call.desc.replace("L" + MEMORY + ";", "L" + FLAT + ";");
    return true;
  }

  /** The int that an instruction pushes, or null. */
  static @Nullable Integer constant(@Nullable AbstractInsnNode instruction) {
    return switch (instruction) {
      case InsnNode plain
          when plain.getOpcode() >= Opcodes.ICONST_M1 && plain.getOpcode() <= Opcodes.ICONST_5 ->
          plain.getOpcode() - Opcodes.ICONST_0;
      case IntInsnNode push when push.getOpcode() != Opcodes.NEWARRAY -> push.operand;
      case LdcInsnNode load when load.cst instanceof Integer value -> value;
      case null, default -> null;
    };
  }
}
