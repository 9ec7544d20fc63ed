package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A process that compiles one module and ends; {@link ChildCompiler} starts it. Standard input: a
 * byte (1: rewindable), the module's length and its bytes. Standard output: a byte (1: made), the
 * length and bytes of a {@link ClassImage}, or of a code of {@link GuestException} and a message.
 */
public final class CompilerProcess {
  static final int MADE = 1;
  static final int FAILED = 0;

  private CompilerProcess() {}

  /** Runs it; exits with 0 also when the module is refused, with 2 when it is not asked well. */
  public static void main(String[] arguments) throws IOException {
    var standard = new FileOutputStream(FileDescriptor.out);
    var out = new DataOutputStream(new BufferedOutputStream(standard, 1 << 16));
    System.setOut(System.err); // whatever else is printed is no answer
    var in = new DataInputStream(System.in);
    boolean rewindable = in.readByte() == 1;
    int length = in.readInt();
    byte[] module = in.readNBytes(length);
    if (module.length != length) {
      System.err.println("the module has " + length + " bytes, and " + module.length + " came");
      System.exit(2);
    }
    endWithParent(System.in);
    try {
      byte[] image = ModuleCompiler.IN_PROCESS.compile(module, rewindable).encode();
      answer(out, MADE, image);
    } catch (GuestException e) {
      answer(out, FAILED, (e.code() + " " + e.getMessage()).getBytes(StandardCharsets.UTF_8));
    }
    System.exit(0);
  }

  private static void answer(DataOutputStream out, int kind, byte[] bytes) throws IOException {
    out.writeByte(kind);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  /** The parent keeps the stream open for as long as it wants the result. */
  private static void endWithParent(InputStream input) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (input.read() >= 0) {}
              } catch (IOException e) {
                // The same as its end.
              }
              Runtime.getRuntime().halt(3);
            });
  }
}
