package dev.ropewalk.daemon.main;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextFile;
import dev.ropewalk.daemon.analysis.Diagnostics;
import dev.ropewalk.daemon.analysis.SyntaxCheck;
import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.LanguageRegistry;
import dev.ropewalk.wasm.limit.GuestException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Checks one file with the engine that serves editors. */
final class FileChecker {
  private final Configuration configuration;
  private final LanguageRegistry languages;

  private final SyntaxCheck checker;

  FileChecker(Configuration configuration, LanguageRegistry languages) {
    this.configuration = configuration;
    this.languages = languages;
    checker = new SyntaxCheck(configuration.analysis(), languages.table());
  }

  /** Checks a file; the future never fails. Reads the file on the calling thread. */
  CompletableFuture<FileReport> check(Path file) {
    return switch (TextFile.read(file, configuration.check().maxFileBytes())) {
      case TextFile.Binary binary -> skipped(file, FileReport.Why.BINARY);
      case TextFile.TooLarge large -> skipped(file, FileReport.Why.TOO_LARGE);
      case TextFile.Unreadable unreadable ->
          CompletableFuture.completedFuture(new FileReport.Failed(file, unreadable.message()));
      case TextFile.Loaded loaded -> check(file, loaded.text());
    };
  }

  private CompletableFuture<FileReport> check(Path file, Text text) {
    int end = Math.min(text.lengthUtf16(), LanguageRegistry.BEGINNING_UTF16);
    String beginning = text.slice(0, text.floorToCodePoint(end));
    Optional<Language> found =
        languages.find("", file.toAbsolutePath().toUri().toString(), beginning);
    if (found.isEmpty()) {
      return skipped(file, FileReport.Why.NO_LANGUAGE);
    }
    Language language = found.get();
    return checker
        .check(text, language)
        .handle((diagnostics, failure) -> report(file, language, text, diagnostics, failure));
  }

  private static FileReport report(
      Path file,
      Language language,
      Text text,
      @org.jspecify.annotations.Nullable Diagnostics diagnostics,
      @org.jspecify.annotations.Nullable Throwable failure) {
    if (diagnostics != null) {
      return new FileReport.Checked(file, language.id(), text, diagnostics);
    }
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    String why =
        cause instanceof GuestException guest
            ? guest.getMessage() + " (" + guest.code() + ")"
            : String.valueOf(cause);
    return new FileReport.Failed(file, why);
  }

  private static CompletableFuture<FileReport> skipped(Path file, FileReport.Why why) {
    return CompletableFuture.completedFuture(new FileReport.Skipped(file, why));
  }
}
