package dev.ropewalk.wasm.abi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a guest answered: of the right form, but its ranges have not been held against any text. So
 * it does not depend on texts that the guest has not read.
 *
 * @see AbiExtension#read
 */
public final class AbiAnswer {
  private final byte[] bytes;

  private AbiAnswer(byte[] bytes) {
    this.bytes = bytes;
  }

  /** An answer of these bytes, which are copied; whether they are one is seen when it is read. */
  public static AbiAnswer of(byte[] bytes) {
    return new AbiAnswer(bytes.clone());
  }

  /** Its bytes, as the ABI has them; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Its size in bytes; 0 when the guest does not answer such a request. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AbiAnswer answer && Arrays.equals(bytes, answer.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "AbiAnswer[" + bytes.length + " bytes]";
  }
}
