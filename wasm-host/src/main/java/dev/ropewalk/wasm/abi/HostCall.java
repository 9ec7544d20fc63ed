package dev.ropewalk.wasm.abi;

import static dev.ropewalk.wasm.abi.WireReader.bad;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call of the host inside a batch. */
record HostCall(int id, Question question) {
  private static final int OK = 0;
  private static final int ABSENT = 1;

  /** What is asked of the world; numbered from 1, in this order. */
  sealed interface Question {}

  record TextOf(String document, int from, int length) implements Question {}

  record LengthOf(String document) implements Question {}

  record NodesOf(String document, ByteRange range, String query) implements Question {}

  record SymbolsOf(String prefix, int limit) implements Question {}

  record ImportsOf(String document) implements Question {}

  record ImportersOf(String document) implements Question {}

  record FilesOf(String glob) implements Question {}

  record ConfigurationOf(String key) implements Question {}

  record TimeNow() implements Question {}

  record RandomBytes(int count) implements Question {}

  /** Reads a batch. */
  static List<HostCall> batch(byte[] bytes) {
    var in = new WireReader(bytes);
    var calls = new ArrayList<HostCall>();
    while (in.hasMore()) {
      int id = in.word();
      int kind = in.octet();
      WireReader part = in.part();
      calls.add(new HostCall(id, question(kind, part)));
      part.finish();
    }
    return calls;
  }

  private static Question question(int kind, WireReader in) {
    return switch (kind) {
      case 1 -> new TextOf(in.text(), in.number(), in.number());
      case 2 -> new LengthOf(in.text());
      case 3 -> new NodesOf(in.text(), in.range(), in.text());
      case 4 -> new SymbolsOf(in.text(), in.number());
      case 5 -> new ImportsOf(in.text());
      case 6 -> new ImportersOf(in.text());
      case 7 -> new FilesOf(in.text());
      case 8 -> new ConfigurationOf(in.text());
      case 9 -> new TimeNow();
      case 10 -> random(in.number());
      default -> throw bad("there is no host call " + kind);
    };
  }

  private static RandomBytes random(int count) {
    if (count < 0 || count > World.MAX_RANDOM_BYTES) {
      throw bad(
          "it asks for "
              + Integer.toUnsignedString(count)
              + " random bytes (at most "
              + World.MAX_RANDOM_BYTES
              + ")");
    }
    return new RandomBytes(count);
  }

  /**
   * Asks the world, one read after another, and writes the reply.
   *
   * @param most bytes of a reply
   */
  static byte[] answer(List<HostCall> calls, World world, long most) {
    var out = new WireWriter(64 * calls.size());
    for (HostCall call : calls) {
      out.number(call.id);
      int status = out.size();
      out.octet(OK).number(0);
      int body = out.size();
      if (!write(out, call.question, world)) {
        out.patchOctet(status, ABSENT);
      }
      out.put(body - Integer.BYTES, out.size() - body);
      if (out.size() > most) {
        throw new GuestException(
            GuestException.Code.BAD_ANSWER,
            "The extension asked for more than " + most + " bytes in one batch");
      }
    }
    return out.toByteArray();
  }

  /** Writes an answer; false when there is none. */
  private static boolean write(WireWriter out, Question question, World world) {
    return switch (question) {
      case TextOf(String document, int from, int length) ->
          world.text(document).map(text -> out.raw(slice(text, from, length))).isPresent();
      case LengthOf(String document) ->
          world.text(document).map(text -> out.number(text.length())).isPresent();
      case NodesOf(String document, ByteRange range, String query) -> {
        out.list(
            world.nodes(document, range, query),
            (w, n) -> w.text(n.name()).number(n.depth()).range(n.range()));
        yield true;
      }
      case SymbolsOf(String prefix, int limit) -> {
        out.list(
            world.symbols(prefix, limit),
            (w, s) ->
                w.text(s.name()).octet(s.kind().number()).text(s.document()).range(s.range()));
        yield true;
      }
      case ImportsOf(String document) -> {
        Optional<List<World.Import>> imports = world.imports(document);
        imports.ifPresent(
            found ->
                out.list(
                    found,
                    (w, i) -> w.text(i.written()).text(i.document().orElse("")).range(i.range())));
        yield imports.isPresent();
      }
      case ImportersOf(String document) -> {
        out.list(world.importers(document), WireWriter::text);
        yield true;
      }
      case FilesOf(String glob) -> {
        out.list(world.files(glob), WireWriter::text);
        yield true;
      }
      case ConfigurationOf(String key) -> world.configuration(key).map(out::text).isPresent();
      case TimeNow() ->
          world.time().map(now -> out.wide(now.unixMillis()).wide(now.steadyNanos())).isPresent();
      case RandomBytes(int count) -> world.random(count).map(out::raw).isPresent();
    };
  }

  private static byte[] slice(AbiText text, int from, int length) {
    int start = Math.min(from, text.length());
    var bytes = new byte[Math.min(length, text.length() - start)];
    text.read(start, bytes.length, bytes, 0);
    return bytes;
  }
}
