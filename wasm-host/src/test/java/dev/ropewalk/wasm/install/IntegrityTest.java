package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IntegrityTest {
  // Of the three bytes "abc": FIPS 180-4, examples.
  private static final String SHA256 = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
  private static final String SHA384 =
      "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
  private static final String SHA512 =
      "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";

  @TempDir Path folder;

  private Integrity.Actual abc() throws IOException {
    return Integrity.Actual.of(Files.writeString(folder.resolve("abc"), "abc"));
  }

  private static Integrity parsed(String text) {
    return Integrity.parse(text).orElseThrow();
  }

  @Test
  void each_algorithm_gives_its_published_value() throws IOException {
    assertTrue(parsed(SHA256).matches(abc()));
    assertTrue(parsed(SHA384).matches(abc()));
    assertTrue(parsed(SHA512).matches(abc()));
    assertEquals(SHA512, abc().sha512());
  }

  @Test
  void only_the_strongest_algorithm_counts() throws IOException {
    String wrong512 = Tarballs.sha512(new byte[] {1});
    assertFalse(parsed(SHA256 + " " + wrong512).matches(abc()));
    assertFalse(parsed(wrong512 + " " + SHA256).matches(abc()));
  }

  @Test
  void any_hash_of_the_strongest_algorithm_may_match() throws IOException {
    assertTrue(parsed(Tarballs.sha512(new byte[] {1}) + "  " + SHA512 + "?opt").matches(abc()));
  }

  @Test
  void weak_or_malformed_hashes_are_no_promise() {
    for (String text :
        new String[] {
          "",
          "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
          "md5-kAFQmDzST7DWlj99KOF/cg==",
          "sha512-",
          "sha512-AAAA",
          "sha512-!!!!",
          "SHA512-" + SHA512,
          "x".repeat(10_000),
        }) {
      assertEquals(Optional.empty(), Integrity.parse(text), text);
    }
  }
}
