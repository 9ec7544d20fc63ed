package dev.ropewalk.wasm.engine;

import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.module.WasmReader;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles large modules in a process of their own, and small ones here. */
public final class ChildCompiler implements ModuleCompiler {
  /*
   * A compile cannot be interrupted, and one of an unknown module may take any time and memory. In
   * a process both have an end: it is killed at its time, and its heap is its own, so that nobody
   * else's requests run out of memory. It runs with a lower priority where there is `nice`.
   *
   * A new JVM costs some tenths of a second and begins with cold code, so that a module with little
   * code is compiled here. Data costs nothing: a grammar is mostly tables, and compiled in half a
   * second.
   *
   * The process sees no variables of the environment, and ends when this one does, since its input
   * ends then.
   */
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");
  private static final String OUT_OF_HEAP = "Java heap space";
  private static final int MAX_MESSAGE = 2_000;
  private static final int MAX_IMAGE = 1 << 29;

  private final Bounds bounds;
  private final Optional<Path> nice;

  /**
   * Bounds on a compile.
   *
   * @param inProcessBytes a module with function bodies up to this size is compiled here
   * @param wall time of a process, after which it is killed
   * @param heapBytes heap of a process
   */
  public record Bounds(int inProcessBytes, Duration wall, long heapBytes) {}

  /**
   * Makes one; starts nothing.
   *
   * @param nice the program that starts another with a lower priority
   */
  public ChildCompiler(Bounds bounds, Optional<Path> nice) {
    this.bounds = bounds;
    this.nice = nice;
  }

  @Override
  public ClassImage compile(byte[] module, boolean rewindable) {
    if (codeBytes(module) <= bounds.inProcessBytes()) {
      return IN_PROCESS.compile(module, rewindable);
    }
    Process process;
    try {
      process = start();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "No process to compile in ({0}); it is done here", e.getMessage());
      return IN_PROCESS.compile(module, rewindable);
    }
    var messages = new CompletableFuture<String>();
    Thread.ofVirtual().start(() -> messages.complete(first(process.getErrorStream())));
    var answer = new CompletableFuture<ClassImage>();
    Thread.ofVirtual().start(() -> converse(process, module, rewindable, answer));
    try {
      return answer.get(bounds.wall().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw failed(
          "took longer than "
              + bounds.wall().toSeconds()
              + " s and was stopped (guests.compileWall)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException(GuestException.Code.CLOSED, "The compile was stopped", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof GuestException known ? known : ended(process, messages, e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static long codeBytes(byte[] module) {
    try {
      return WasmReader.read(module).functions.stream().mapToLong(each -> each.code().length).sum();
    } catch (GuestException e) {
      return module.length; // whoever compiles it says what is wrong
    }
  }

  /** A process that waits for a module. */
  Process start() throws IOException {
    var command = new ArrayList<String>();
    nice.ifPresent(found -> command.addAll(List.of(found.toString(), "-n", "10")));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:AOTMode=off",
            "-XX:TieredStopAtLevel=1", // it ends before C2 has paid: 5.4 s instead of 7.3 for 4 MB
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xss16m",
            "-Xmx" + bounds.heapBytes(),
            "-cp",
            classPath(),
            CompilerProcess.class.getName()));
    var builder = new ProcessBuilder(command).directory(new File(File.separator));
    builder.environment().clear();
    return builder.start();
  }

  /** This process's own code, wherever it came from. */
  private static String classPath() {
    var all = new ArrayList<String>();
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      for (String entry :
          System.getProperty(property, "").split(Pattern.quote(File.pathSeparator), -1)) {
        if (!entry.isEmpty()) {
          all.add(Path.of(entry).toAbsolutePath().toString());
        }
      }
    }
    return String.join(File.pathSeparator, all);
  }

  private void converse(
      Process process, byte[] module, boolean rewindable, CompletableFuture<ClassImage> answer) {
    try {
      // Not closed: its end would end the process.
      var to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
      to.writeByte(rewindable ? 1 : 0);
      to.writeInt(module.length);
      to.write(module);
      to.flush();
      var from = new DataInputStream(process.getInputStream());
      byte kind = from.readByte();
      int length = from.readInt();
      if (length < 0 || length > MAX_IMAGE) {
        throw new IOException("an answer of " + length + " bytes");
      }
      byte[] bytes = from.readNBytes(length);
      if (kind == CompilerProcess.MADE) {
        answer.complete(ClassImage.decode(bytes));
      } else {
        answer.completeExceptionally(refusal(new String(bytes, StandardCharsets.UTF_8)));
      }
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private GuestException refusal(String answered) {
    int space = answered.indexOf(' ');
    if (answered.endsWith(OUT_OF_HEAP)) {
      return failed(
          "needs more than " + (bounds.heapBytes() >> 20) + " MiB of heap (guests.compileHeap)",
          null);
    }
    return new GuestException(
        GuestException.Code.valueOf(answered.substring(0, space)), answered.substring(space + 1));
  }

  private GuestException ended(
      Process process, CompletableFuture<String> messages, ExecutionException cause) {
    try {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        return failed("gave no answer (" + cause.getCause().getMessage() + ")", cause);
      }
      String said = messages.get(1, TimeUnit.SECONDS).strip();
      return failed("ended with code " + process.exitValue() + ": " + said, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("was stopped", e);
    } catch (ExecutionException | TimeoutException e) {
      return failed("ended with code " + process.exitValue(), cause);
    }
  }

  private static GuestException failed(String what, @Nullable Throwable cause) {
    return new GuestException(
        GuestException.Code.COMPILE_FAILED, "The compile of the WebAssembly module " + what, cause);
  }

  /** The beginning of a stream; the rest is read and dropped, so that the process never blocks. */
  private static String first(InputStream stream) {
    try (stream) {
      byte[] first = stream.readNBytes(MAX_MESSAGE);
      stream.transferTo(OutputStream.nullOutputStream());
      return new String(first, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
