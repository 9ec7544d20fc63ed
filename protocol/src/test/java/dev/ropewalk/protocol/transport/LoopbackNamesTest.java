package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:65535",
        "127.1.2.3",
        "[::1]",
        "[::1]:8080"
      })
  void loopback_authorities_are_recognised(String authority) {
    assertTrue(LoopbackNames.isLoopbackAuthority(authority));
    assertTrue(LoopbackNames.isLoopbackOrigin("http://" + authority));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "example.org",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "127.0.0.1.nip.io",
        "127.0.0",
        "127.0.0.256",
        "127.0.0.1.",
        "128.0.0.1",
        "0.0.0.0",
        "2130706433",
        "::1",
        "[::1",
        "[::2]",
        "[::1]x",
        "localhost:",
        "localhost:80:80",
        "localhost:http",
        "localhost:123456",
        "user@localhost",
        "localhost/",
        "localhost "
      })
  void other_authorities_are_refused(String authority) {
    boolean empty = authority.equals("localhost:"); // an empty port is a valid authority
    assertTrue(empty == LoopbackNames.isLoopbackAuthority(authority), authority);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "localhost",
        "file://localhost",
        "http://example.org",
        "http://localhost.example.org",
        "http://localhost@example.org",
        "http://user@localhost",
        "https://example.org:80/localhost",
        "chrome-extension://abc",
        "http://localhost http://example.org"
      })
  void other_origins_are_refused(String origin) {
    assertFalse(LoopbackNames.isLoopbackOrigin(origin));
  }
}
