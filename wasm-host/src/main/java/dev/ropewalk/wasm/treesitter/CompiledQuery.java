package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.limit.GuestException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A query as one guest instance has it: its address there, and what the host evaluates. */
final class CompiledQuery {
  private static final String[] ERRORS = {
    "",
    "syntax",
    "unknown node type",
    "unknown field",
    "unknown capture",
    "impossible pattern",
    "wrong language"
  };

  final int address;
  final List<String> captureNames;

  /** For each pattern, the predicates that a match must satisfy. */
  final List<List<Predicate>> predicates;

  /** For each pattern, what {@code #set!} says. */
  final List<Map<String, String>> properties;

  private CompiledQuery(
      int address,
      List<String> captureNames,
      List<List<Predicate>> predicates,
      List<Map<String, String>> properties) {
    this.address = address;
    this.captureNames = captureNames;
    this.predicates = predicates;
    this.properties = properties;
  }

  /**
   * Compiles a query in a guest.
   *
   * @throws GuestException with {@code BAD_QUERY}, naming the query, the line and the word
   */
  static CompiledQuery compile(TreeSitterGuest guest, QuerySource source) {
    byte[] utf8 = source.text().getBytes(StandardCharsets.UTF_8);
    int address = guest.query(source, utf8);
    if (address == 0) {
      throw badQuery(
          source, utf8, guest.readInt(guest.transfer()), guest.readInt(guest.transfer() + 4));
    }
    List<String> names = new ArrayList<>();
    int captures = guest.callInt("ts_query_capture_count", address);
    for (int i = 0; i < captures; i++) {
      names.add(string(guest, "ts_query_capture_name_for_id", address, i));
    }
    List<String> strings = new ArrayList<>();
    int stringCount = guest.callInt("ts_query_string_count", address);
    for (int i = 0; i < stringCount; i++) {
      strings.add(string(guest, "ts_query_string_value_for_id", address, i));
    }
    List<List<Predicate>> predicates = new ArrayList<>();
    List<Map<String, String>> properties = new ArrayList<>();
    int patterns = guest.callInt("ts_query_pattern_count", address);
    for (int i = 0; i < patterns; i++) {
      readPattern(guest, address, i, strings, predicates, properties, source);
    }
    return new CompiledQuery(
        address, List.copyOf(names), List.copyOf(predicates), List.copyOf(properties));
  }

  private static String string(TreeSitterGuest guest, String function, int address, int index) {
    int at = guest.callInt(function, address, index, guest.transfer());
    return guest.string(at, guest.readInt(guest.transfer()));
  }

  private static GuestException badQuery(QuerySource source, byte[] utf8, int at, int kind) {
    int from = Math.clamp(at, 0, utf8.length);
    int line = 1;
    for (int i = 0; i < from; i++) {
      if (utf8[i] == '\n') {
        line++;
      }
    }
    String rest =
        new String(utf8, from, Math.min(60, utf8.length - from), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
    String what = kind > 0 && kind < ERRORS.length ? ERRORS[kind] : "error " + kind;
    return new GuestException(
        GuestException.Code.BAD_QUERY,
        "Query " + source.name() + ", line " + line + ": " + what + " at '" + rest + "'");
  }

  /** Steps are pairs (kind, value): 1 a capture, 2 a string, 0 the end of a predicate. */
  private static void readPattern(
      TreeSitterGuest guest,
      int address,
      int pattern,
      List<String> strings,
      List<List<Predicate>> predicates,
      List<Map<String, String>> properties,
      QuerySource source) {
    int steps =
        guest.callInt("ts_query_predicates_for_pattern", address, pattern, guest.transfer());
    int count = guest.readInt(guest.transfer());
    List<Predicate> found = new ArrayList<>();
    Map<String, String> set = new HashMap<>();
    List<Predicate.Term> terms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = guest.readInt(steps + 8 * i);
      int value = guest.readInt(steps + 8 * i + 4);
      switch (kind) {
        case 1 -> terms.add(new Predicate.Term(value, ""));
        case 2 -> terms.add(new Predicate.Term(-1, strings.get(value)));
        default -> {
          if (!terms.isEmpty() && terms.getFirst().text().equals("set!")) {
            addProperty(terms, set);
          } else {
            Predicate.of(terms, source.name()).ifPresent(found::add);
          }
          terms.clear();
        }
      }
    }
    predicates.add(List.copyOf(found));
    properties.add(Map.copyOf(set));
  }

  /** {@code #set! key value}, or {@code #set! @capture key value}, whose capture is left out. */
  private static void addProperty(List<Predicate.Term> terms, Map<String, String> set) {
    List<String> words =
        terms.stream().skip(1).filter(t -> t.capture() < 0).map(Predicate.Term::text).toList();
    if (!words.isEmpty()) {
      set.put(words.getFirst(), words.size() > 1 ? words.get(1) : "");
    }
  }
}
