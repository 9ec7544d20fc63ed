package dev.ropewalk.daemon.analysis.guest;

import dev.ropewalk.daemon.engine.Key;
import dev.ropewalk.wasm.abi.AbiRequest;
import dev.ropewalk.wasm.abi.ByteRange;
import dev.ropewalk.wasm.abi.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an extension is asked: the whole argument of a query.
 *
 * @param extension its id
 */
record GuestQuestion(String extension, GuestView view, DocumentPlace place, AbiRequest request) {
  private static final int FIRST = 7; // parts before those of the operation

  /** The question as a string; different questions have different ones. */
  String argument() {
    List<String> parts =
        new ArrayList<>(
            List.of(
                extension,
                request.op().manifestName(),
                view.name(),
                place.root(),
                place.path(),
                place.name(),
                request.language()));
    switch (request) {
      case AbiRequest.Diagnostics r -> {}
      case AbiRequest.Symbols r -> {}
      case AbiRequest.Completion r -> add(parts, r.offset());
      case AbiRequest.Hover r -> add(parts, r.offset());
      case AbiRequest.Definition r -> add(parts, r.offset());
      case AbiRequest.References r -> add(parts, r.offset(), r.withDeclaration());
      case AbiRequest.CodeActions r -> {
        add(parts, r.range().from(), r.range().to());
        parts.addAll(r.codes());
      }
      case AbiRequest.Command r -> add(parts, r.name(), r.argument());
      case AbiRequest.InlayHints r -> add(parts, r.range().from(), r.range().to());
      case AbiRequest.Formatting r ->
          add(parts, r.range().from(), r.range().to(), r.tabSize(), r.spaces());
    }
    return parts.stream().map(Key::onOneLine).collect(Collectors.joining("\n"));
  }

  private static void add(List<String> parts, Object... more) {
    for (Object each : more) {
      parts.add(each.toString());
    }
  }

  /**
   * The question that {@link #argument} wrote.
   *
   * @throws IllegalArgumentException when the string is none
   */
  static GuestQuestion parse(String argument) {
    List<String> parts = List.of(argument.split("\n", -1)).stream().map(Key::asItWas).toList();
    if (parts.size() < FIRST) {
      throw new IllegalArgumentException("not a question to an extension: " + argument);
    }
    Op op =
        Op.named(parts.get(1))
            .orElseThrow(() -> new IllegalArgumentException("not an operation: " + parts.get(1)));
    var place = new DocumentPlace(parts.get(3), parts.get(4), parts.get(5));
    return new GuestQuestion(
        parts.get(0),
        GuestView.named(parts.get(2)),
        place,
        request(op, place.name(), parts.get(6), parts.subList(FIRST, parts.size())));
  }

  private static AbiRequest request(Op op, String name, String language, List<String> rest) {
    return switch (op) {
      case DIAGNOSTICS -> new AbiRequest.Diagnostics(name, language);
      case SYMBOLS -> new AbiRequest.Symbols(name, language);
      case COMPLETION -> new AbiRequest.Completion(name, language, number(rest, 0));
      case HOVER -> new AbiRequest.Hover(name, language, number(rest, 0));
      case DEFINITION -> new AbiRequest.Definition(name, language, number(rest, 0));
      case REFERENCES ->
          new AbiRequest.References(
              name, language, number(rest, 0), Boolean.parseBoolean(rest.get(1)));
      case CODE_ACTIONS ->
          new AbiRequest.CodeActions(name, language, range(rest), rest.subList(2, rest.size()));
      case COMMAND -> new AbiRequest.Command(name, language, rest.get(0), rest.get(1));
      case INLAY_HINTS -> new AbiRequest.InlayHints(name, language, range(rest));
      case FORMATTING ->
          new AbiRequest.Formatting(
              name, language, range(rest), number(rest, 2), Boolean.parseBoolean(rest.get(3)));
    };
  }

  private static int number(List<String> parts, int index) {
    return Integer.parseInt(parts.get(index));
  }

  private static ByteRange range(List<String> parts) {
    return new ByteRange(number(parts, 0), number(parts, 1));
  }
}
