package dev.ropewalk.daemon.extension;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.QuerySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Names what a grammar is made of: the SHA-256 of its module and its queries. Computed at the first
 * use, once: a daemon reads no module before a document needs it.
 */
final class GrammarFingerprint {
  private static final AtomicLong UNREADABLE = new AtomicLong();

  private final GrammarSource.ModuleBytes module;
  private final Map<QueryKind, QuerySource> queries;

  @GuardedBy("this")
  private @Nullable String value;

  GrammarFingerprint(GrammarSource.ModuleBytes module, Map<QueryKind, QuerySource> queries) {
    this.module = module;
    this.queries = queries;
  }

  /** The digest in hexadecimal; for a module that cannot be read a value that no other has. */
  synchronized String value() {
    String known = value;
    if (known == null) {
      known = compute();
      value = known;
    }
    return known;
  }

  private String compute() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, module.read());
      new TreeMap<>(queries)
          .forEach(
              (kind, query) -> {
                add(digest, kind.name().getBytes(StandardCharsets.UTF_8));
                add(digest, query.text().getBytes(StandardCharsets.UTF_8));
              });
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      return "unreadable-" + UNREADABLE.incrementAndGet(); // nothing will be computed by it either
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Each part with its length: two parts are never taken for other two. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update((part.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(part);
  }
}
