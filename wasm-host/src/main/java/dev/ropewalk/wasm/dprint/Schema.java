package dev.ropewalk.wasm.dprint;

/** What differs between the versions of dprint's contract, over one instance. */
sealed interface Schema permits Schema3, Schema4 {
  /** Its number. */
  int number();

  /** Puts bytes where the guest's next call takes them from. */
  void send(byte[] bytes);

  /**
   * Gets the bytes of the guest's last answer.
   *
   * @param what for the error
   * @param length as the guest said it
   */
  byte[] receive(String what, int length);

  /**
   * Makes a configuration the one of the next calls; tells it to the guest if need be.
   *
   * @return arguments that say so to functions that depend on a configuration
   */
  long[] configure(FormatConfig config);

  /**
   * Which files the plugin formats, as a JSON object with {@code fileExtensions} and {@code
   * fileNames}.
   *
   * @param info what the plugin said of itself
   * @param config from {@link #configure}
   */
  byte[] fileMatching(byte[] info, long[] config);
}
