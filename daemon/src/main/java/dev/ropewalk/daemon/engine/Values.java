package dev.ropewalk.daemon.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The values of results, as objects and, when those had to go, as bytes. */
final class Values {
  /*
   * Two tiers, and the store behind them. Objects are found by key and fingerprint, so a value that comes back after an undone
   * edit is the same object. What is evicted from them is encoded into the second tier, found by
   * fingerprint alone. All are read only after a header was verified, so a late eviction can never
   * bring an old value back.
   */

  /** An object and what it weighs. */
  private record Weighed(Object value, int bytes) {}

  private final EngineTuning tuning;
  private final MemoryPolicy policy;
  private final EngineListener listener;
  private final Stored stored;
  private final Cache<Memo.ValueKey, Weighed> objects;
  private final Cache<Fingerprint, byte[]> encoded;

  Values(
      EngineTuning tuning,
      MemoryPolicy policy,
      Executor executor,
      EngineListener listener,
      Stored stored) {
    this.tuning = tuning;
    this.policy = policy;
    this.listener = listener;
    this.stored = stored;
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
            .expireAfter(
                Expiry.accessing(
                    (Memo.ValueKey key, Weighed held) -> policy.maxIdle(key.key().query().id())))
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

  /**
   * Keeps a value.
   *
   * @param encodedBytes the length of its encoding
   */
  void put(Memo memo, Object value, int encodedBytes) {
    objects.put(memo.valueKey, new Weighed(value, weight(memo.key.query(), value, encodedBytes)));
  }

  @SuppressWarnings("unchecked")
  private static int weight(Query<?> query, Object value, int encodedBytes) {
    return ((Query<Object>) query).weightBytes(value, encodedBytes);
  }

  /** The object; the caller knows its type from the key. */
  @Nullable Object object(Memo memo) {
    Weighed held = objects.getIfPresent(memo.valueKey);
    return held == null ? null : held.value;
  }

  /** The object, decoded from its bytes when it is there, or in the store, as bytes alone. */
  @Nullable Object objectOrDecoded(Memo memo) {
    Object value = object(memo);
    if (value != null) {
      return value;
    }
    byte[] bytes = encoded.getIfPresent(memo.fingerprint);
    boolean inMemory = bytes != null;
    if (bytes == null) {
      bytes = stored.value(memo).orElse(null);
    }
    if (bytes == null) {
      return null;
    }
    try {
      Object decoded = memo.key.query().codec().decode(bytes);
      put(memo, decoded, bytes.length);
      listener.decoded(
          memo.key, inMemory ? EngineListener.Tier.ENCODED : EngineListener.Tier.STORE);
      return decoded;
    } catch (CanonicalException e) {
      if (!inMemory) {
        return null; // of an encoding that had the same version and was another one
      }
      throw new IllegalStateException(
          "a value of " + memo.key.display() + " was encoded and cannot be decoded", e);
    }
  }

  /** Lets go of what the policy wants no more. */
  void trim() {
    double share = Math.clamp(policy.share(), 0, 1);
    bound(objects, (long) (share * tuning.valueBytes()));
    bound(encoded, (long) (share * tuning.encodedBytes()));
  }

  private static void bound(Cache<?, ?> cache, long bytes) {
    cache.policy().eviction().ifPresent(eviction -> eviction.setMaximum(bytes));
    cache.cleanUp();
  }

  /** Bytes of heap that the values take, as objects and encoded. */
  long weightBytes() {
    return weight(objects) + weight(encoded);
  }

  private static long weight(Cache<?, ?> cache) {
    return cache.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
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
