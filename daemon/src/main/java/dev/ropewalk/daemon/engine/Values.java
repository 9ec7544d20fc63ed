package dev.ropewalk.daemon.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The values of results, as objects and, when those had to go, as bytes. */
final class Values {
  /*
   * Two tiers. Objects are found by key and fingerprint, so a value that comes back after an undone
   * edit is the same object. What is evicted from them is encoded into the second tier, found by
   * fingerprint alone. Both are read only after a header was verified, so a late eviction can never
   * bring an old value back.
   */

  /** An object and what it weighs. */
  private record Weighed(Object value, int bytes) {}

  private final EngineListener listener;
  private final Cache<Memo.ValueKey, Weighed> objects;
  private final Cache<Fingerprint, byte[]> encoded;

  Values(EngineTuning tuning, Executor executor, EngineListener listener) {
    this.listener = listener;
    encoded =
        Caffeine.newBuilder()
            .maximumWeight(tuning.encodedBytes())
            .weigher((Fingerprint fingerprint, byte[] bytes) -> fingerprint.weight() + bytes.length)
            .executor(executor)
            .build();
    objects =
        Caffeine.newBuilder()
            .maximumWeight(tuning.valueBytes())
            .weigher((Memo.ValueKey key, Weighed held) -> held.bytes)
            .executor(executor)
            .<Memo.ValueKey, Weighed>removalListener(
                (key, held, cause) -> {
                  if (key != null && held != null && cause.wasEvicted()) {
                    encoded.put(key.fingerprint(), encode(key.key().query(), held.value));
                    this.listener.evicted(key.key(), cause.name());
                  }
                })
            .build();
  }

  @SuppressWarnings("unchecked")
  private static byte[] encode(Query<?> query, Object value) {
    return ((Query<Object>) query).codec().encode(value);
  }

  void put(Memo memo, Object value) {
    objects.put(memo.valueKey, new Weighed(value, memo.weightBytes));
  }

  /** The object; the caller knows its type from the key. */
  @Nullable Object object(Memo memo) {
    Weighed held = objects.getIfPresent(memo.valueKey);
    return held == null ? null : held.value;
  }

  /** The object, decoded from its bytes when it is there as bytes alone. */
  @Nullable Object objectOrDecoded(Memo memo) {
    Object value = object(memo);
    byte[] bytes = value == null ? encoded.getIfPresent(memo.fingerprint) : null;
    if (bytes == null) {
      return value;
    }
    try {
      Object decoded = memo.key.query().codec().decode(bytes);
      put(memo, decoded);
      listener.decoded(memo.key);
      return decoded;
    } catch (CanonicalException e) {
      throw new IllegalStateException(
          "a value of " + memo.key.display() + " was encoded and cannot be decoded", e);
    }
  }

  /** Forgets a value, as if memory had been short; its bytes are then kept or not. */
  void drop(Memo memo, boolean keepBytes) {
    Object value = object(memo);
    if (keepBytes && value != null) {
      encoded.put(memo.fingerprint, encode(memo.key.query(), value));
    } else if (!keepBytes) {
      encoded.invalidate(memo.fingerprint);
    }
    objects.invalidate(memo.valueKey);
  }
}
