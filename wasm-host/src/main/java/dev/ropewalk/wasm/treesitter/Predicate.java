package dev.ropewalk.wasm.treesitter;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A text predicate of a query pattern, as tree-sitter's own bindings evaluate it: {@code eq?},
 * {@code match?}, {@code any-of?} with their {@code not-} and {@code any-} forms. Others ({@code
 * is?}, {@code is-not?}, unknown ones) are no business of the text and always hold.
 *
 * @param capture index of the capture that is tested
 * @param other index of the capture that it is compared with, or -1
 * @param any whether one node that satisfies it is enough, rather than all
 */
record Predicate(
    Kind kind,
    boolean positive,
    boolean any,
    int capture,
    int other,
    Set<String> texts,
    @Nullable Pattern regex) {

  /** What is compared. */
  enum Kind {
    EQUAL,
    MATCH,
    ANY_OF
  }

  /** An argument: a capture, or when {@code capture} is -1 a string. */
  record Term(int capture, String text) {}

  /** The nodes of a match: their captures and extents. */
  interface Nodes {
    int count();

    int capture(int node);

    int start(int node);

    int end(int node);
  }

  static Optional<Predicate> of(List<Term> terms, String query) {
    if (terms.size() < 3 || terms.getFirst().capture() >= 0 || terms.get(1).capture() < 0) {
      return Optional.empty();
    }
    String name = terms.getFirst().text();
    boolean any = name.startsWith("any-") && !name.equals("any-of?");
    String base = any ? name.substring("any-".length()) : name;
    boolean positive = !base.startsWith("not-");
    if (!positive) {
      base = base.substring("not-".length());
    }
    int capture = terms.get(1).capture();
    Term second = terms.get(2);
    return switch (base) {
      case "eq?" ->
          Optional.of(
              new Predicate(
                  Kind.EQUAL,
                  positive,
                  any,
                  capture,
                  second.capture(),
                  Set.of(second.text()),
                  null));
      case "match?" ->
          Optional.of(
              new Predicate(
                  Kind.MATCH, positive, any, capture, -1, Set.of(), regex(second.text(), query)));
      case "any-of?" ->
          Optional.of(
              new Predicate(
                  Kind.ANY_OF,
                  positive,
                  any,
                  capture,
                  -1,
                  Set.copyOf(terms.stream().skip(2).map(Term::text).distinct().toList()),
                  null));
      default -> Optional.empty();
    };
  }

  private static Pattern regex(String text, String query) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new GuestException(
          GuestException.Code.BAD_QUERY,
          "Query " + query + ": regular expression '" + text + "': " + e.getDescription(),
          e);
    }
  }

  boolean holds(Nodes nodes, GuestText text) {
    boolean seen = false;
    for (int i = 0; i < nodes.count(); i++) {
      if (nodes.capture(i) != capture) {
        continue;
      }
      seen = true;
      boolean satisfied = test(nodes, i, text) == positive;
      if (any && satisfied) {
        return true;
      }
      if (!any && !satisfied) {
        return false;
      }
    }
    return !seen ? kind != Kind.MATCH || !positive : !any;
  }

  private boolean test(Nodes nodes, int node, GuestText text) {
    int start = nodes.start(node);
    int end = nodes.end(node);
    return switch (kind) {
      case EQUAL -> {
        if (other < 0) {
          String wanted = texts.iterator().next();
          yield wanted.length() == end - start && text.slice(start, end).equals(wanted);
        }
        String mine = text.slice(start, end);
        for (int i = 0; i < nodes.count(); i++) {
          if (nodes.capture(i) == other && !text.slice(nodes.start(i), nodes.end(i)).equals(mine)) {
            yield false;
          }
        }
        yield true;
      }
      case MATCH -> regex != null && regex.matcher(text.slice(start, end)).find();
      case ANY_OF -> texts.contains(text.slice(start, end));
    };
  }
}
