package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The wire format: what goes out is what the ABI says, what comes in is never trusted. */
class WireTest {
  private static final int ROUNDS = 60_000;

  private static final List<AbiRequest> REQUESTS =
      List.of(
          new AbiRequest.Diagnostics("a", "l"),
          new AbiRequest.Completion("a", "l", 1),
          new AbiRequest.Hover("a", "l", 1),
          new AbiRequest.Symbols("a", "l"),
          new AbiRequest.Definition("a", "l", 1),
          new AbiRequest.References("a", "l", 1, true),
          new AbiRequest.CodeActions("a", "l", new ByteRange(0, 1), List.of("c")),
          new AbiRequest.Command("a", "l", "n", "{}"),
          new AbiRequest.InlayHints("a", "l", new ByteRange(0, 1)),
          new AbiRequest.Formatting("a", "l", new ByteRange(0, 1), 2, true));

  private static AbiResult read(byte[] bytes, AbiRequest request) {
    return ResultReader.read(
        bytes, request, name -> Optional.of(AbiText.of("0123456789".repeat(10))));
  }

  @Test
  void aRequestIsItsFieldsInOrder() {
    var in = new WireReader(REQUESTS.get(6).encode());
    assertEquals("a", in.text());
    assertEquals("l", in.text());
    assertEquals(new ByteRange(0, 1), in.range());
    assertEquals(List.of("c"), in.list(4, in::text));
    in.finish();
    var last = new WireReader(REQUESTS.get(9).encode());
    last.text();
    last.text();
    last.range();
    assertEquals(2, last.number());
    assertTrue(last.flag());
    last.finish();
  }

  @Test
  void everyResultIsReadAsItWasWritten() {
    var edit = new WireWriter(64).text("").range(new ByteRange(1, 2)).text("x\u001b");
    var actions =
        new WireWriter(64)
            .number(1)
            .text("t\u001bitle")
            .octet(2)
            .flag(true)
            .text("c")
            .number(1)
            .raw(edit.toByteArray())
            .text("run")
            .text("{}");
    assertEquals(
        new AbiResult.CodeActions(
            List.of(
                new AbiResult.CodeAction(
                    "title",
                    AbiResult.ActionKind.REFACTOR,
                    true,
                    "c",
                    List.of(new AbiResult.Edit("a", new ByteRange(1, 2), "x\u001b")),
                    Optional.of(new AbiResult.Command("run", "{}"))))),
        read(actions.toByteArray(), REQUESTS.get(6)));
    var symbols =
        new WireWriter(64)
            .number(1)
            .range(new ByteRange(0, 9))
            .range(new ByteRange(2, 4))
            .octet(SymbolKind.CLASS.number())
            .octet(0)
            .text("n")
            .text("d");
    assertEquals(
        new AbiResult.Symbols(
            List.of(
                new AbiResult.Symbol(
                    new ByteRange(0, 9), new ByteRange(2, 4), SymbolKind.CLASS, 0, "n", "d"))),
        read(symbols.toByteArray(), REQUESTS.get(3)));
    assertInstanceOf(AbiResult.None.class, read(new byte[0], REQUESTS.get(0)));
  }

  @Test
  void noBytesDoMoreThanBeRefused() {
    long seed = new Random().nextLong();
    System.out.println("seed of " + getClass().getSimpleName() + ": " + seed);
    var random = new Random(seed);
    int understood = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      for (int k = 0; k < bytes.length; k++) {
        // Small numbers make more of it plausible.
        bytes[k] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(3));
      }
      AbiRequest request = REQUESTS.get(random.nextInt(REQUESTS.size()));
      try {
        read(bytes, request);
        understood++;
      } catch (GuestException e) {
        assertEquals(GuestException.Code.BAD_ANSWER, e.code(), "seed " + seed);
      }
      try {
        HostCall.batch(bytes);
      } catch (GuestException e) {
        assertEquals(GuestException.Code.BAD_ANSWER, e.code(), "seed " + seed);
      }
    }
    assertTrue(understood > 0, "seed " + seed);
  }
}
