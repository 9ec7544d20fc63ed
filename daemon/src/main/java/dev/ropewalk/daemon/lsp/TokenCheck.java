package dev.ropewalk.daemon.lsp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Judges the token that a connection presents. */
@FunctionalInterface
public interface TokenCheck {

  /** Whether the token is the right one; takes the same time for every wrong one. */
  boolean accepts(String presented);

  /** A check against one secret. */
  static TokenCheck of(String secret) {
    byte[] right = secret.getBytes(StandardCharsets.UTF_8);
    return presented -> MessageDigest.isEqual(right, presented.getBytes(StandardCharsets.UTF_8));
  }
}
