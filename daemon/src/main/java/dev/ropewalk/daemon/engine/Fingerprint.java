package dev.ropewalk.daemon.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a canonical encoding: two values are the same when their fingerprints are. Shared
 * objects, so that comparing mostly ends at identity.
 */
public final class Fingerprint {
  /** Length in bytes. */
  public static final int BYTES = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Never fed; its copies are, since finding the algorithm costs more than a short digest. */
  private static final MessageDigest FRESH = sha256();

  /** What a read of something that is not there has seen; no encoding is empty. */
  public static final Fingerprint ABSENT = of(new byte[0]);

  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private Fingerprint(byte[] digest) {
    a = (long) LONG.get(digest, 0);
    b = (long) LONG.get(digest, 8);
    c = (long) LONG.get(digest, 16);
    d = (long) LONG.get(digest, 24);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The fingerprint of these bytes. */
  public static Fingerprint of(byte[] canonical) {
    try {
      return new Fingerprint(((MessageDigest) FRESH.clone()).digest(canonical));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of every JDK can be cloned", e);
    }
  }

  /**
   * The fingerprint that {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when there are not {@link #BYTES} bytes
   */
  public static Fingerprint ofDigest(byte[] digest) {
    if (digest.length != BYTES) {
      throw new IllegalArgumentException(digest.length + " bytes are no SHA-256");
    }
    return new Fingerprint(digest);
  }

  /** Its 32 bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    LONG.set(bytes, 0, a);
    LONG.set(bytes, 8, b);
    LONG.set(bytes, 16, c);
    LONG.set(bytes, 24, d);
    return bytes;
  }

  /** Bytes of heap that it takes where something is found by it. */
  int weight() {
    return 64;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Fingerprint f && a == f.a && b == f.b && c == f.c && d == f.d);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(toBytes());
  }
}
