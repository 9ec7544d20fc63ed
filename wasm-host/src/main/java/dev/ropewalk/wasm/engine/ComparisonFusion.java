package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.runtime.OpcodeImpl;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Makes one jump of a comparison, called as a method, and the jump on its result. */
final class ComparisonFusion {
  /*
   * `invokestatic I32_LT_S; ifne L` is `if_icmplt L`; an I32_EQZ between the two negates. Unsigned
   * ints compare as signed ones with their highest bits flipped, which C2 knows to be an unsigned
   * comparison (and which avoids Integer.compareUnsigned, JDK-8376400). A comparison whose result
   * is a value is left alone.
   */
  private static final String OPCODES = Type.getInternalName(OpcodeImpl.class);

  /** The jump for two ints; those for a comparison with zero are 6 less. */
  private static final Map<String, Integer> JUMPS =
      Map.of(
          "EQZ", Opcodes.IF_ICMPEQ,
          "EQ", Opcodes.IF_ICMPEQ,
          "NE", Opcodes.IF_ICMPNE,
          "LT", Opcodes.IF_ICMPLT,
          "LE", Opcodes.IF_ICMPLE,
          "GT", Opcodes.IF_ICMPGT,
          "GE", Opcodes.IF_ICMPGE);

  private static final int TO_ZERO = Opcodes.IFEQ - Opcodes.IF_ICMPEQ;

  private ComparisonFusion() {}

  /** Whether a call compares integers; {@code i32_ge_u} is Chicory's own spelling of I32_GE_U. */
  static boolean compares(MethodInsnNode call) {
    return call.name.equals("i32_ge_u")
        || (call.owner.equals(OPCODES)
            && (call.name.startsWith("I32_") || call.name.startsWith("I64_"))
            && JUMPS.containsKey(operator(call.name)));
  }

  private static String operator(String name) {
    return name.endsWith("_S") || name.endsWith("_U")
        ? name.substring(4, name.length() - 2)
        : name.substring(4);
  }

  /**
   * Fuses a comparison with the jump after it, if there is one.
   *
   * @return the instruction after what was looked at
   */
  static AbstractInsnNode fuse(InsnList code, MethodInsnNode call) {
    boolean negated = false;
    AbstractInsnNode last = call.getNext();
    while (last instanceof MethodInsnNode zero
        && zero.owner.equals(OPCODES)
        && zero.name.equals("I32_EQZ")) {
      negated = !negated;
      last = last.getNext();
    }
    if (!(last instanceof JumpInsnNode jump)
        || (jump.getOpcode() != Opcodes.IFEQ && jump.getOpcode() != Opcodes.IFNE)) {
      return call.getNext();
    }
    negated ^= jump.getOpcode() == Opcodes.IFEQ;
    String name = call.name.toUpperCase(java.util.Locale.ROOT);
    var fused = new InsnList();
    int opcode =
        name.startsWith("I64")
            ? longs(name, fused)
            : name.endsWith("_U") ? unsignedInts(name, code, call, fused) : ints(name, code, call);
    fused.add(new JumpInsnNode(negated ? negate(opcode) : opcode, jump.label));
    code.insertBefore(call, fused);
    AbstractInsnNode after = jump.getNext();
    for (AbstractInsnNode at = call; at != after; ) {
      AbstractInsnNode next = at.getNext();
      code.remove(at);
      at = next;
    }
    return after;
  }

  private static int longs(String name, InsnList fused) {
    if (name.endsWith("EQZ")) {
      fused.add(new InsnNode(Opcodes.LCONST_0));
    }
    fused.add(
        name.endsWith("_U")
            ? new MethodInsnNode(Opcodes.INVOKESTATIC, "java/lang/Long", "compareUnsigned", "(JJ)I")
            : new InsnNode(Opcodes.LCMP));
    return JUMPS.get(operator(name)) + TO_ZERO;
  }

  private static int ints(String name, InsnList code, MethodInsnNode call) {
    int opcode = JUMPS.get(operator(name));
    if (name.endsWith("EQZ")) {
      return opcode + TO_ZERO;
    }
    AbstractInsnNode pushed = call.getPrevious();
    Integer constant = ClassTuner.constant(pushed);
    if (constant != null && constant == 0) {
      code.remove(pushed);
      return opcode + TO_ZERO;
    }
    return opcode;
  }

  private static int unsignedInts(String name, InsnList code, MethodInsnNode call, InsnList fused) {
    AbstractInsnNode pushed = call.getPrevious();
    Integer constant = ClassTuner.constant(pushed);
    if (constant != null) {
      code.remove(pushed);
      flip(fused);
      fused.add(new LdcInsnNode(constant ^ Integer.MIN_VALUE));
    } else {
      flip(fused);
      fused.add(new InsnNode(Opcodes.SWAP));
      flip(fused);
      fused.add(new InsnNode(Opcodes.SWAP));
    }
    return JUMPS.get(operator(name));
  }

  private static void flip(InsnList fused) {
    fused.add(new LdcInsnNode(Integer.MIN_VALUE));
    fused.add(new InsnNode(Opcodes.IADD));
  }

  /** Opposite jumps are neighbours: EQ and NE, LT and GE, GT and LE, the first of each odd. */
  private static int negate(int opcode) {
    return ((opcode + 1) ^ 1) - 1;
  }
}
