package dev.ropewalk.wasm.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Decides which functions poll for an interrupt when they are entered. */
final class PollPlan {
  /*
   * Jumps back poll, so what runs between two polls is at most the code of a function and of those
   * it calls, and only calls can repeat it: recursion, or functions that each call the next twice.
   * So a function polls when it is called by one that it calls, directly or not, along some path
   * (each cycle has one), or when it and what it calls without a poll exceed BUDGET.
   */

  /** Instructions; about a millisecond. */
  private static final long BUDGET = 1_000_000;

  private final Map<String, Body> bodies = new HashMap<>();
  private final Map<String, Long> costs = new HashMap<>();
  private final Set<String> polled = new HashSet<>();

  /** A function: its own instructions and its calls, one entry for each place. */
  private static final class Body {
    final List<String> calls = new ArrayList<>();
    long instructions;
  }

  /** A function whose calls are being looked at. */
  private static final class Visit {
    final String name;
    final Body body;
    int next;
    long cost;

    Visit(String name, Body body) {
      this.name = name;
      this.body = body;
      cost = body.instructions;
    }
  }

  /** Whether a method is the code of a function of the module. */
  static boolean isFunction(String method) {
    return method.startsWith("func_");
  }

  /** Takes in the functions of a class file. */
  void add(byte[] classFile) {
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] exceptions) {
                if (!isFunction(name)) {
                  return null;
                }
                var body = new Body();
                bodies.put(name, body);
                return new BodyReader(body);
              }
            },
            ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
  }

  /** The names of the functions that poll. */
  Set<String> polled() {
    for (String name : bodies.keySet()) {
      if (!costs.containsKey(name)) {
        visit(name);
      }
    }
    return polled;
  }

  private void visit(String root) {
    Deque<Visit> open = new ArrayDeque<>();
    Set<String> entered = new HashSet<>();
    open.push(new Visit(root, body(root)));
    entered.add(root);
    while (!open.isEmpty()) {
      Visit visit = open.element();
      if (visit.next == visit.body.calls.size()) {
        open.pop();
        entered.remove(visit.name);
        if (visit.cost > BUDGET) {
          polled.add(visit.name);
        }
        costs.put(visit.name, visit.cost);
        continue;
      }
      String callee = visit.body.calls.get(visit.next);
      if (entered.contains(callee)) {
        polled.add(callee);
      } else if (!costs.containsKey(callee)) {
        open.push(new Visit(callee, body(callee)));
        entered.add(callee);
        continue;
      }
      if (!polled.contains(callee)) {
        visit.cost += costs.get(callee);
      }
      visit.next++;
    }
  }

  private Body body(String name) {
    return bodies.computeIfAbsent(name, absent -> new Body());
  }

  private static final class BodyReader extends MethodVisitor {
    private final Body body;

    BodyReader(Body body) {
      super(Opcodes.ASM9);
      this.body = body;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String type, boolean isInterface) {
      body.instructions++;
      if (isFunction(name)) {
        body.calls.add(name);
      }
    }

    @Override
    public void visitInsn(int opcode) {
      body.instructions++;
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      body.instructions++;
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      body.instructions++;
    }
  }
}
