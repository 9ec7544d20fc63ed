package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.extension.Language;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The texts of injected stretches that are being analysed now, by the question about them. */
final class Fragments {
  /*
   * The question names a text by its content, so that a stretch that did not change is not analysed
   * again after an edit beside it; who asks has the text and holds it here meanwhile. Holders of one
   * question hold equal texts: whichever is there serves all.
   */
  private final ConcurrentHashMap<String, Holding> held = new ConcurrentHashMap<>();

  /** A text by itself. */
  record Fragment(Text text, Language language) {}

  private record Holding(Fragment fragment, int holders) {}

  /** Ends a hold. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  Hold hold(String argument, Fragment fragment) {
    held.merge(
        argument,
        new Holding(fragment, 1),
        (before, one) -> new Holding(before.fragment, before.holders + 1));
    return () ->
        held.computeIfPresent(
            argument,
            (same, now) -> now.holders == 1 ? null : new Holding(now.fragment, now.holders - 1));
  }

  Optional<Fragment> find(String argument) {
    return Optional.ofNullable(held.get(argument)).map(Holding::fragment);
  }

  /** Texts that are held; for tests. */
  int count() {
    return held.size();
  }
}
