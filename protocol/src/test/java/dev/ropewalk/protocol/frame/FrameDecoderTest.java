package dev.ropewalk.protocol.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameDecoderTest {
  private static final FrameLimits LIMITS = new FrameLimits(128, 1000, 5000);

  private final List<FrameEvent> events = new ArrayList<>();
  private final FrameDecoder decoder = new FrameDecoder(LIMITS, events::add);

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    decoder.feed(bytes, 0, bytes.length);
    decoder.checkInvariants();
  }

  private String body(int index) {
    var body = assertInstanceOf(FrameEvent.Body.class, events.get(index));
    return new String(body.bytes(), StandardCharsets.ISO_8859_1);
  }

  private FrameError error() {
    assertTrue(decoder.failed());
    return assertInstanceOf(FrameEvent.Failed.class, events.getLast()).error();
  }

  @Test
  void two_frames_in_one_piece_give_two_bodies() {
    feed("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]");
    assertEquals(2, events.size());
    assertEquals("{}", body(0));
    assertEquals("[1]", body(1));
  }

  @Test
  void a_stream_cut_into_single_bytes_gives_the_same_bodies() {
    for (char c : "Content-Length: 2\r\n\r\n{}Content-Length: 0\r\n\r\n".toCharArray()) {
      feed(String.valueOf(c));
    }
    assertEquals(2, events.size());
    assertEquals("{}", body(0));
    assertEquals("", body(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length:2\r\n\r\n",
        "CONTENT-LENGTH: \t 2 \r\n\r\n",
        "Content-Length: 2\n\n",
        "Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        "Content-Type: x; a=b; Charset=\"UTF8\"\r\nContent-Length: 2\r\n\r\n",
        "Content-Length: 2\r\nContent-Type: application/json\r\n\r\n",
        "X-Other: anything: at all\r\nContent-Length: 0002\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\n"
      })
  void a_header_in_any_allowed_form_is_understood(String header) {
    feed(header + "{}");
    assertEquals("{}", body(0));
    assertFalse(decoder.failed());
  }

  static Stream<Arguments> wrongHeaders() {
    return Stream.of(
        arguments("\r\n", FrameError.MISSING_LENGTH),
        arguments("X: 1\r\n\r\n", FrameError.MISSING_LENGTH),
        arguments("Content-Length: \r\n", FrameError.MALFORMED_LENGTH),
        arguments("Content-Length: 2x\r\n", FrameError.MALFORMED_LENGTH),
        arguments("Content-Length: +2\r\n", FrameError.MALFORMED_LENGTH),
        arguments("Content-Length: 0x2\r\n", FrameError.MALFORMED_LENGTH),
        arguments("Content-Length: 2.0\r\n", FrameError.MALFORMED_LENGTH),
        arguments("Content-Length: -\r\n", FrameError.MALFORMED_LENGTH),
        arguments("Content-Length: -1\r\n", FrameError.NEGATIVE_LENGTH),
        arguments("Content-Length: -99999999999999999999999\r\n", FrameError.NEGATIVE_LENGTH),
        arguments("Content-Length: 9223372036854775808\r\n", FrameError.LENGTH_OVERFLOW),
        arguments("Content-Length: 99999999999999999999999\r\n", FrameError.LENGTH_OVERFLOW),
        arguments("Content-Length: 1\r\nContent-Length: 2\r\n", FrameError.CONFLICTING_LENGTH),
        arguments("Content-Length: 5001\r\n\r\n", FrameError.BODY_TOO_LONG),
        arguments("Content-Length: 9223372036854775807\r\n\r\n", FrameError.BODY_TOO_LONG),
        arguments("no colon\r\n", FrameError.MALFORMED_HEADER),
        arguments(": 1\r\n", FrameError.MALFORMED_HEADER),
        arguments("Content Length: 1\r\n", FrameError.MALFORMED_HEADER),
        arguments(" Content-Length: 1\r\n", FrameError.MALFORMED_HEADER),
        arguments("Content-Length: 1\rX", FrameError.ILLEGAL_HEADER_BYTE),
        arguments("Content-Type: a; charset=latin1\r\n", FrameError.UNSUPPORTED_CHARSET),
        arguments("{\"jsonrpc\":\"2.0\"}\r\n", FrameError.MALFORMED_HEADER));
  }

  @ParameterizedTest
  @MethodSource("wrongHeaders")
  void a_wrong_header_ends_the_stream(String header, FrameError expected) {
    feed(header);
    assertEquals(expected, error());
    feed("Content-Length: 2\r\n\r\n{}");
    assertEquals(1, events.size(), "nothing is decoded after a failure");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 27, 127, 128, 195, 255})
  void bytes_outside_printable_ascii_are_refused_in_headers(int value) {
    feed("Content-" + (char) value);
    assertEquals(FrameError.ILLEGAL_HEADER_BYTE, error());
  }

  @Test
  void a_header_line_without_end_is_refused_at_the_limit() {
    feed("A".repeat(128));
    assertFalse(decoder.failed());
    feed("A");
    assertEquals(FrameError.HEADER_TOO_LONG, error());
  }

  @Test
  void endless_short_header_lines_are_refused_at_the_limit() {
    for (int i = 0; i < 1000 && !decoder.failed(); i++) {
      feed("a: b\r\n");
      assertTrue(decoder.heldBytes() <= LIMITS.maxHeaderBytes());
    }
    assertEquals(FrameError.HEADER_TOO_LONG, error());
  }

  @Test
  void a_body_of_exactly_the_limit_is_delivered() {
    feed("Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
    assertEquals(1000, body(0).length());
  }

  @Test
  void a_body_over_the_limit_is_skipped_and_the_next_frame_is_delivered() {
    feed("Content-Length: 1001\r\n\r\n");
    assertEquals(new FrameEvent.Skipped(1001), events.getFirst());
    for (int i = 0; i < 1001; i++) {
      feed("x");
      assertTrue(decoder.heldBytes() <= 128, "a skipped body is not held");
    }
    feed("Content-Length: 2\r\n\r\n{}");
    assertEquals(2, events.size());
    assertEquals("{}", body(1));
  }

  @Test
  void memory_follows_the_received_bytes_and_not_the_announced_ones() {
    var big = new FrameDecoder(new FrameLimits(128, 1 << 30, 1L << 40), events::add);
    byte[] header = "Content-Length: 1073741824\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    big.feed(header, 0, header.length);
    assertTrue(big.heldBytes() < 8192, () -> "holds " + big.heldBytes());
    byte[] some = new byte[10_000];
    for (int i = 1; i <= 50; i++) {
      big.feed(some, 0, some.length);
      big.checkInvariants();
      assertTrue(big.heldBytes() <= 2L * i * some.length + 256, () -> "holds " + big.heldBytes());
    }
  }

  @Test
  void the_end_between_frames_is_no_failure() {
    feed("Content-Length: 2\r\n\r\n{}");
    decoder.end();
    assertEquals(1, events.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "Content-Length: 2\r\n\r\n", "Content-Length: 1001\r\n\r\nx", "\r"})
  void the_end_inside_a_frame_is_a_failure(String start) {
    feed(start);
    decoder.end();
    assertEquals(FrameError.TRUNCATED, error());
  }

  @Test
  void a_message_shows_the_offending_value_shortened() {
    feed("Content-Length: " + "9".repeat(100) + "\r\n");
    var failed = assertInstanceOf(FrameEvent.Failed.class, events.getFirst());
    assertTrue(failed.message().contains("999"), failed::message);
    assertTrue(failed.message().length() < 100, failed::message);
  }

  @Test
  void a_range_outside_the_array_is_refused() {
    assertThrows(IndexOutOfBoundsException.class, () -> decoder.feed(new byte[3], 2, 2));
  }

  @Test
  void the_encoder_writes_what_the_decoder_reads() {
    byte[] body = "{\"a\":\"ä\"}".getBytes(StandardCharsets.UTF_8);
    byte[] frame = FrameEncoder.frame(body);
    decoder.feed(frame, 0, frame.length);
    assertArrayEquals(body, assertInstanceOf(FrameEvent.Body.class, events.getFirst()).bytes());
  }
}
