package dev.ropewalk.wasm.abi;

import java.util.function.Supplier;

/** Takes a question to the thread that may ask the world, and waits for the answer. */
interface Courier {
  /** On the same thread. */
  Courier DIRECT =
      new Courier() {
        @Override
        public <T> T ask(Supplier<T> question) {
          return question.get();
        }
      };

  /** Asks; what the question throws is thrown here. */
  <T> T ask(Supplier<T> question);
}
