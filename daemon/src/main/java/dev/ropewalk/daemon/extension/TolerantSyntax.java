package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.registry.LifeCycle;
import dev.ropewalk.wasm.treesitter.Captures;
import dev.ropewalk.wasm.treesitter.GuestText;
import dev.ropewalk.wasm.treesitter.LanguageStatus;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.NodeSpan;
import dev.ropewalk.wasm.treesitter.Priority;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxEdit;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import dev.ropewalk.wasm.treesitter.SyntaxPin;
import dev.ropewalk.wasm.treesitter.SyntaxReader;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

/**
 * A grammar that serves a dialect of its language: errors that the dialect does not have are not
 * seen. Everything else is the grammar's.
 */
final class TolerantSyntax implements SyntaxLanguage {
  /** Past so many errors the rest is not looked at. */
  private static final int MAX_ERRORS = 1 << 16;

  private final SyntaxLanguage grammar;
  private final BiPredicate<GuestText, SyntaxError> tolerated;

  /**
   * Makes a dialect.
   *
   * @param tolerated tells whether an error is none in the dialect; called on the guest's lane
   */
  TolerantSyntax(SyntaxLanguage grammar, BiPredicate<GuestText, SyntaxError> tolerated) {
    this.grammar = grammar;
    this.tolerated = tolerated;
  }

  @Override
  public String name() {
    return grammar.name();
  }

  @Override
  public LanguageStatus status() {
    return grammar.status();
  }

  @Override
  public LifeCycle<?> life() {
    return grammar.life();
  }

  @Override
  public CompletableFuture<LanguageStatus> load() {
    return grammar.load();
  }

  @Override
  public CompletableFuture<LanguageStatus> prepare() {
    return grammar.prepare();
  }

  @Override
  public SyntaxSession open() {
    return new TolerantSession(grammar.open());
  }

  private final class TolerantSession implements SyntaxSession {
    private final SyntaxSession session;

    TolerantSession(SyntaxSession session) {
      this.session = session;
    }

    @Override
    public void edit(long revision, GuestText text, List<SyntaxEdit> edits) {
      session.edit(revision, text, edits);
    }

    @Override
    public <T> CompletableFuture<T> read(Priority priority, SyntaxReader<T> reader) {
      return session.read(priority, tree -> reader.read(new TolerantTree(tree)));
    }

    @Override
    public SyntaxPin pin() {
      return new TolerantPin(session.pin());
    }

    @Override
    public CompletableFuture<Boolean> reparseFresh() {
      return session.reparseFresh();
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private final class TolerantPin implements SyntaxPin {
    private final SyntaxPin pin;

    TolerantPin(SyntaxPin pin) {
      this.pin = pin;
    }

    @Override
    public long revision() {
      return pin.revision();
    }

    @Override
    public <T> CompletableFuture<T> read(Priority priority, SyntaxReader<T> reader) {
      return pin.read(priority, tree -> reader.read(new TolerantTree(tree)));
    }

    @Override
    public void close() {
      pin.close();
    }
  }

  private final class TolerantTree implements SyntaxTree {
    private final SyntaxTree tree;

    TolerantTree(SyntaxTree tree) {
      this.tree = tree;
    }

    @Override
    public long revision() {
      return tree.revision();
    }

    @Override
    public GuestText text() {
      return tree.text();
    }

    @Override
    public void poll() {
      tree.poll();
    }

    @Override
    public boolean hasErrors() {
      return tree.hasErrors() && !errors(1).isEmpty();
    }

    @Override
    public List<SyntaxError> errors(int limit) {
      if (!tree.hasErrors()) {
        return List.of();
      }
      // A file may have many tolerated errors before a real one: look further while that is so.
      for (int ask = Math.max(64, limit); ; ask *= 4) {
        List<SyntaxError> found = tree.errors(ask);
        List<SyntaxError> real =
            found.stream()
                .filter(
                    error -> {
                      tree.poll();
                      return !tolerated.test(tree.text(), error);
                    })
                .toList();
        if (real.size() >= limit || found.size() < ask || ask > MAX_ERRORS) {
          return real.size() > limit ? real.subList(0, limit) : real;
        }
      }
    }

    @Override
    public Captures captures(QuerySource query, int startUtf16, int endUtf16) {
      return tree.captures(query, startUtf16, endUtf16);
    }

    @Override
    public Matches matches(QuerySource query, int startUtf16, int endUtf16) {
      return tree.matches(query, startUtf16, endUtf16);
    }

    @Override
    public List<NodeSpan> ancestors(int startUtf16, int endUtf16) {
      return tree.ancestors(startUtf16, endUtf16);
    }

    @Override
    public List<NodeSpan> named(int startUtf16, int endUtf16, int limit) {
      return tree.named(startUtf16, endUtf16, limit);
    }
  }
}
