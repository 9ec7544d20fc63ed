package dev.ropewalk.protocol.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.protocol.Randomized;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameDecoderFuzzTest {
  private static final FrameLimits LIMITS = new FrameLimits(100, 20_000, 60_000);
  private static final String[] PIECES = {
    "Content-Length: ",
    "Content-Length:",
    "content-type: ",
    "charset=",
    "utf-8",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\r",
    "5",
    "20000",
    "20001",
    "99999",
    "-1",
    ": ",
    "\0",
    "é",
    "{}",
    "hello"
  };

  private static String show(FrameEvent event) {
    return switch (event) {
      case FrameEvent.Body body ->
          "body " + Arrays.hashCode(body.bytes()) + " " + body.bytes().length;
      case FrameEvent.Skipped skipped -> "skipped " + skipped.announcedBytes();
      case FrameEvent.Failed failed -> "failed " + failed.error() + " " + failed.message();
    };
  }

  private static List<String> decode(byte[] stream, Random random, int longestPiece) {
    var events = new ArrayList<String>();
    var decoder = new FrameDecoder(LIMITS, event -> events.add(show(event)));
    int at = 0;
    while (at < stream.length) {
      int length = Math.min(stream.length - at, random.nextInt(longestPiece) + 1);
      // The decoder must neither read outside its range nor keep the array.
      byte[] chunk = new byte[length + 2];
      System.arraycopy(stream, at, chunk, 1, length);
      decoder.feed(chunk, 1, length);
      Arrays.fill(chunk, (byte) '!');
      decoder.checkInvariants();
      long allowed = LIMITS.maxBodyBytes() + 2L * LIMITS.maxHeaderBytes();
      assertTrue(decoder.heldBytes() <= allowed, () -> "holds " + decoder.heldBytes());
      at += length;
    }
    decoder.end();
    decoder.checkInvariants();
    return events;
  }

  private static byte[] validStream(Random random, List<String> expected) {
    var stream = new ByteArrayOutputStream();
    for (int frames = random.nextInt(8); frames > 0; frames--) {
      int length =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(10);
            case 1 -> LIMITS.maxBodyBytes() - 1 + random.nextInt(3);
            case 2 -> random.nextInt((int) LIMITS.maxSkippedBytes() + 1);
            default -> random.nextInt(5000);
          };
      byte[] body = new byte[length];
      random.nextBytes(body);
      String extra = random.nextBoolean() ? "Content-Type: a; charset=utf-8\r\n" : "";
      String header = extra + "Content-Length: " + length + "\r\n\r\n";
      stream.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
      stream.writeBytes(body);
      expected.add(
          show(
              length <= LIMITS.maxBodyBytes()
                  ? new FrameEvent.Body(body)
                  : new FrameEvent.Skipped(length)));
    }
    return stream.toByteArray();
  }

  @Test
  void a_valid_stream_gives_its_frames_however_it_is_split() throws Exception {
    Randomized.rounds(
        random -> {
          var expected = new ArrayList<String>();
          byte[] stream = validStream(random, expected);
          assertEquals(expected, decode(stream, random, Math.max(1, stream.length)));
          assertEquals(expected, decode(stream, random, 1 + random.nextInt(3000)));
          if (stream.length < 20_000) {
            assertEquals(expected, decode(stream, random, 1));
          }
        });
  }

  @Test
  void garbage_never_throws_and_is_judged_alike_however_it_is_split() throws Exception {
    Randomized.rounds(
        random -> {
          byte[] stream = garbage(random);
          List<String> whole = decode(stream, random, Math.max(1, stream.length));
          assertEquals(whole, decode(stream, random, 1));
          assertEquals(whole, decode(stream, random, 17));
        });
  }

  @Test
  void a_damaged_stream_gives_the_frames_before_the_damage() throws Exception {
    Randomized.rounds(
        random -> {
          var expected = new ArrayList<String>();
          byte[] stream = validStream(random, expected);
          if (stream.length == 0) {
            return;
          }
          byte[] damaged = Arrays.copyOf(stream, random.nextInt(stream.length));
          List<String> events = decode(damaged, random, 500);
          boolean truncated = !events.isEmpty() && events.getLast().startsWith("failed");
          int intact = truncated ? events.size() - 1 : events.size();
          assertEquals(expected.subList(0, intact), events.subList(0, intact));
        });
  }

  private static byte[] garbage(Random random) {
    var stream = new ByteArrayOutputStream();
    for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
      if (random.nextInt(10) == 0) {
        byte[] noise = new byte[random.nextInt(50)];
        random.nextBytes(noise);
        stream.writeBytes(noise);
      } else {
        String piece = PIECES[random.nextInt(PIECES.length)];
        stream.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
      }
    }
    return stream.toByteArray();
  }
}
