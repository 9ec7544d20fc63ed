package dev.ropewalk.wasm.engine;

import java.util.Optional;

/**
 * Keeps compiled modules and images of instances between processes. Safe for any thread; never
 * fails a load. Keys are 64 hexadecimal digits, each for one kind of entry.
 */
public interface ClassStore {

  /** Keeps nothing. */
  ClassStore NONE =
      new ClassStore() {
        @Override
        public Optional<byte[]> get(String key) {
          return Optional.empty();
        }

        @Override
        public boolean put(String key, byte[] entry) {
          return false;
        }
      };

  /** What was put under a key; empty when there is nothing, or nothing sound. */
  Optional<byte[]> get(String key);

  /**
   * Keeps an entry; a failure to do so is logged.
   *
   * @return whether it is kept now
   */
  boolean put(String key, byte[] entry);

  /** Looks in {@code shipped} for what this one lacks, and puts into this one. */
  default ClassStore over(ClassStore shipped) {
    ClassStore own = this;
    return new ClassStore() {
      @Override
      public Optional<byte[]> get(String key) {
        return own.get(key).or(() -> shipped.get(key));
      }

      @Override
      public boolean put(String key, byte[] entry) {
        return own.put(key, entry);
      }
    };
  }
}
