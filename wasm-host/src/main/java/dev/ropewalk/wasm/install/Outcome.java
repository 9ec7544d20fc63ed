package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What an operation came to: a value, or a problem that was to be expected.
 *
 * @param <T> the value of a success
 */
public sealed interface Outcome<T> {

  /** The operation succeeded. */
  record Done<T>(T value) implements Outcome<T> {}

  /** The operation failed and left things as they were. */
  record Failed<T>(Problem problem) implements Outcome<T> {}

  /** An operation that may refuse. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws Refusal, IOException, InterruptedException;
  }

  /** Runs an operation; an interrupt is reported as a problem and stays set on the thread. */
  static <T> Outcome<T> of(Attempt<T> attempt) {
    try {
      return new Done<>(attempt.run());
    } catch (Refusal refusal) {
      return new Failed<>(refusal.problem());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Failed<>(new Problem(ProblemCode.CANCELLED, "interrupted; nothing was changed"));
    } catch (IOException e) {
      return new Failed<>(new Problem(ProblemCode.IO_FAILED, describe(e)));
    }
  }

  private static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file: " + missing.getFile();
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      case FileSystemException fs -> "cannot use " + fs.getFile() + ": " + fs.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
