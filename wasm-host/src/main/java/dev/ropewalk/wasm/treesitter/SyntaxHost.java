package dev.ropewalk.wasm.treesitter;

import java.util.List;

/** Keeps the grammars of a daemon. Safe for any thread. */
public interface SyntaxHost extends AutoCloseable {

  /** Registers a grammar, which costs nothing until it is used. */
  SyntaxLanguage language(GrammarSource source);

  /** The status of every registered grammar, by name. */
  List<LanguageStatus> status();

  /** Stops the lanes; running reads fail as closed. */
  @Override
  void close();
}
