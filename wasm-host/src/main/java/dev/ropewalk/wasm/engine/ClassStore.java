package dev.ropewalk.wasm.engine;

import java.util.Optional;

/** Keeps compiled modules between processes. Safe for any thread; never fails a load. */
public interface ClassStore {

  /** Keeps nothing. */
  ClassStore NONE =
      new ClassStore() {
        @Override
        public Optional<ClassImage> get(String key) {
          return Optional.empty();
        }

        @Override
        public void put(String key, ClassImage image) {}
      };

  /**
   * What was put under a key; empty when there is nothing, or nothing sound.
   *
   * @param key 64 hexadecimal digits
   */
  Optional<ClassImage> get(String key);

  /** Keeps an image; a failure to do so is logged and otherwise without effect. */
  void put(String key, ClassImage image);
}
