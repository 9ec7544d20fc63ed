package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A promise about bytes, as Subresource Integrity writes it ({@code sha512-…}). Of several hashes
 * only those of the strongest algorithm count, and any one of them may match; SHA-1 and MD5 count
 * as nothing (https://www.w3.org/TR/SRI/).
 */
record Integrity(Algorithm algorithm, List<String> hashes) {
  private static final int MAX_CHARS = 4096; // a dozen hashes with options

  /** Hash functions that are accepted, from weak to strong. */
  enum Algorithm {
    SHA256("SHA-256", 32),
    SHA384("SHA-384", 48),
    SHA512("SHA-512", 64);

    private final String jdkName;
    private final int bytes;

    Algorithm(String jdkName, int bytes) {
      this.jdkName = jdkName;
      this.bytes = bytes;
    }

    String prefix() {
      return name().toLowerCase(Locale.ROOT) + "-";
    }

    MessageDigest digest() {
      try {
        return MessageDigest.getInstance(jdkName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + jdkName, e);
      }
    }
  }

  /** What the bytes of a file really are: a hash in SRI form for each algorithm. */
  record Actual(Map<Algorithm, String> hashes) {
    static Actual of(Path file) throws IOException {
      var digests = new EnumMap<Algorithm, MessageDigest>(Algorithm.class);
      for (Algorithm algorithm : Algorithm.values()) {
        digests.put(algorithm, algorithm.digest());
      }
      byte[] chunk = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          for (MessageDigest digest : digests.values()) {
            digest.update(chunk, 0, n);
          }
        }
      }
      var hashes = new EnumMap<Algorithm, String>(Algorithm.class);
      digests.forEach((algorithm, digest) -> hashes.put(algorithm, sri(algorithm, digest)));
      return new Actual(hashes);
    }

    String sha512() {
      return of(Algorithm.SHA512);
    }

    String of(Algorithm algorithm) {
      return Objects.requireNonNull(hashes.get(algorithm));
    }
  }

  /**
   * Parses SRI text.
   *
   * @return empty when it has no hash of an accepted algorithm
   */
  static Optional<Integrity> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    Algorithm strongest = null;
    var hashes = new ArrayList<String>();
    for (String part : text.trim().split("\\s+", -1)) {
      int options = part.indexOf('?');
      String hash = options < 0 ? part : part.substring(0, options);
      for (Algorithm algorithm : Algorithm.values()) {
        Optional<String> canonical = canonical(algorithm, hash);
        if (canonical.isEmpty() || (strongest != null && algorithm.compareTo(strongest) < 0)) {
          continue;
        }
        if (algorithm != strongest) {
          strongest = algorithm;
          hashes.clear();
        }
        hashes.add(canonical.get());
      }
    }
    return strongest == null
        ? Optional.empty()
        : Optional.of(new Integrity(strongest, List.copyOf(hashes)));
  }

  private static Optional<String> canonical(Algorithm algorithm, String text) {
    if (!text.startsWith(algorithm.prefix())) {
      return Optional.empty();
    }
    try {
      byte[] value = Base64.getDecoder().decode(text.substring(algorithm.prefix().length()));
      return value.length == algorithm.bytes
          ? Optional.of(algorithm.prefix() + Base64.getEncoder().encodeToString(value))
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  static String sri(Algorithm algorithm, MessageDigest digest) {
    return algorithm.prefix() + Base64.getEncoder().encodeToString(digest.digest());
  }

  boolean matches(Actual actual) {
    return hashes.contains(actual.of(algorithm));
  }

  @Override
  public String toString() {
    return String.join(" ", hashes);
  }
}
