package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A grammar that is named and never loaded. */
record NoSyntax(String name) implements SyntaxLanguage {
  @Override
  public LanguageStatus status() {
    return new LanguageStatus(
        name, LanguageStatus.State.ABSENT, Map.of(), false, 0, 0, 0, 0, 0, null);
  }

  @Override
  public CompletableFuture<LanguageStatus> load() {
    throw new AssertionError("nobody may load " + name);
  }

  @Override
  public CompletableFuture<LanguageStatus> prepare() {
    return load();
  }

  @Override
  public SyntaxSession open() {
    throw new AssertionError("nobody may open " + name);
  }
}
