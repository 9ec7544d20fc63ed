package dev.ropewalk.daemon.extension;

import dev.ropewalk.daemon.config.GuestSettings;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.LifeCycle;
import dev.ropewalk.wasm.registry.LifeStatus;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A grammar that is named and never loaded. */
record NoSyntax(String name) implements SyntaxLanguage {
  @Override
  public LanguageStatus status() {
    return new LanguageStatus(name, LifeStatus.State.ABSENT, Map.of(), false, 0, 0, 0, 0, 0, null);
  }

  @Override
  public LifeCycle<?> life() {
    return new LifeCycle<>(
        new ExtensionId(name),
        new LifeCycle.Hooks<String>() {
          @Override
          public String load() {
            throw new GuestException(GuestException.Code.CLOSED, "nobody may load " + name);
          }

          @Override
          public void rest(String module) {}

          @Override
          public void unload(String module) {}
        },
        GuestSettings.defaults().tuning(),
        Runnable::run,
        System::nanoTime);
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
