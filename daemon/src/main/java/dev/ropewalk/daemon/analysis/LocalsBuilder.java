package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.wasm.treesitter.Captures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resolves names by the captures of a locals query. */
final class LocalsBuilder {
  /*
   * The convention that every locals query follows, ours and those of packages:
   *
   *   L1  `local.scope` opens a scope. Captures come in text order, outer before inner, so one sweep
   *       with a stack of open scopes finds the scope of every name.
   *   L2  Of the patterns that capture a node as a name, the one that stands last in the query
   *       decides; but a bare `local.reference` is the catch-all and decides only when nothing else
   *       captures the node. (Packages write the catch-all last, we write it first.)
   *       A name inside a name (the identifier in a lifetime) is none.
   *   L3  `definition.scope` says where a definition belongs: by default to the innermost scope, as
   *       `parent` to the one around that (for the name of a node that opens a scope itself), as
   *       `grandparent` to the one around both.
   *   L4  `local.definition.<kind>` defines a symbol: a name in a scope, however often it is defined
   *       there. A label, a member and anything else of one name are three symbols.
   *   L5  What a reference can mean:
   *         bare         anything but labels and members
   *         .type        a type
   *         .label       a label
   *         .member      a name behind a dot. In a query that defines members (`.member`): a member.
   *                      In any other: one of MEMBER_KINDS
   *         .path        a name behind `::`, or a part of a qualified name: anything but a parameter,
   *                      a label, and a variable that is not the file's own
   *         other        as bare
   *   L6  A reference means the nearest symbol outwards that it can mean. A member or a path that
   *       finds none means the only symbol of its name in the text that it can mean and that is no
   *       variable: without types no more can be known.
   *
   * Cost: O(captures × depth of scopes), one hash look-up each.
   */
  private static final Set<String> MEMBER_KINDS =
      Set.of(
          "field", "property", "method", "constant", "enummember", "type", "namespace", "member");
  static final String SCOPE = "local.scope";
  private static final String DEFINITION = "local.definition";
  private static final String REFERENCE = "local.reference";
  private static final String MEMBER = "member";
  private static final String LABEL = "label";
  private static final int ROOT = 0;

  /** What a capture says of a node. */
  private enum Role {
    NONE,
    SCOPE,
    DEFINITION,
    CATCH_ALL,
    TYPE,
    LABEL,
    MEMBER,
    PATH
  }

  /** The three sorts of symbols that may share a name in one scope. */
  private enum Sort {
    ORDINARY,
    MEMBER,
    LABEL;

    static Sort of(String kind) {
      return switch (kind) {
        case LocalsBuilder.MEMBER -> MEMBER;
        case LocalsBuilder.LABEL -> LABEL;
        default -> ORDINARY;
      };
    }
  }

  private record ScopedName(int scope, int name, Sort sort) {}

  /** How the text between two offsets is had. */
  @FunctionalInterface
  interface Spelling {
    String of(int startUtf16, int endUtf16);
  }

  private final Captures captures;
  private final Spelling spelling;
  private final Pace pace;
  private final Role[] roles;
  private final String[] kinds;
  private final boolean definesMembers;

  private int[] scopeStart = new int[64];
  private int[] scopeEnd = new int[64];
  private int[] scopeParent = new int[64];
  private int scopes;

  private int count;
  private int[] start;
  private int[] end;
  private final int[] scope;
  private final int[] name;
  private final int[] capture;
  private final int[] pattern;

  private final Map<String, Integer> nameIds = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<ScopedName, Integer> byScope = new HashMap<>();
  private final Map<Integer, List<Integer>> qualifiedByName = new HashMap<>();
  private final List<LocalsIndex.Symbol> symbols = new ArrayList<>();
  private final List<Integer> scopeOfSymbol = new ArrayList<>();

  private LocalsBuilder(Captures captures, Spelling spelling, Pace pace) {
    this.captures = captures;
    this.spelling = spelling;
    this.pace = pace;
    int known = captures.names().size();
    roles = new Role[known];
    kinds = new String[known];
    for (int i = 0; i < known; i++) {
      roles[i] = role(captures.names().get(i));
      kinds[i] = roles[i] == Role.DEFINITION ? suffix(captures.names().get(i), DEFINITION) : "";
    }
    definesMembers = Arrays.asList(kinds).contains(MEMBER);
    int most = captures.count();
    start = new int[most];
    end = new int[most];
    scope = new int[most];
    name = new int[most];
    capture = new int[most];
    pattern = new int[most];
  }

  /** Resolves all names of a text. */
  static LocalsIndex of(Captures captures, Text text, Pace pace) {
    String content = text.slice(0, text.lengthUtf16());
    return of(
        captures,
        (from, to) ->
            content.substring(Math.min(from, content.length()), Math.min(to, content.length())),
        pace);
  }

  /**
   * Resolves the names that were captured.
   *
   * @param captures in text order, outer before inner
   */
  static LocalsIndex of(Captures captures, Spelling spelling, Pace pace) {
    return new LocalsBuilder(captures, spelling, pace).build();
  }

  private static Role role(String capture) {
    if (capture.equals(SCOPE)) {
      return Role.SCOPE;
    }
    if (isOrUnder(capture, DEFINITION)) {
      return Role.DEFINITION;
    }
    if (!isOrUnder(capture, REFERENCE)) {
      return Role.NONE; // a helper of the query's predicates
    }
    return switch (suffix(capture, REFERENCE)) {
      case "type" -> Role.TYPE;
      case LABEL -> Role.LABEL;
      case MEMBER -> Role.MEMBER;
      case "path" -> Role.PATH;
      default -> Role.CATCH_ALL;
    };
  }

  private static boolean isOrUnder(String capture, String name) {
    return capture.startsWith(name)
        && (capture.length() == name.length() || capture.charAt(name.length()) == '.');
  }

  private static String suffix(String capture, String name) {
    return capture.length() > name.length() ? capture.substring(name.length() + 1) : "";
  }

  /** Whether a symbol of a kind can be meant from outside of its scope. */
  static boolean isFoundFromAfar(String kind) {
    return MEMBER_KINDS.contains(kind) || kind.equals("function");
  }

  private LocalsIndex build() {
    sweep();
    int[] symbol = new int[count];
    boolean[] definition = new boolean[count];
    for (int i = 0; i < count; i++) {
      pace.step();
      if (roles[capture[i]] == Role.DEFINITION) {
        definition[i] = true;
        symbol[i] = define(i);
      }
    }
    for (int i = 0; i < count; i++) {
      pace.step();
      if (!definition[i]) {
        symbol[i] = resolve(i);
      }
    }
    start = Arrays.copyOf(start, count);
    end = Arrays.copyOf(end, count);
    return new LocalsIndex(start, end, symbol, definition, symbols);
  }

  private void sweep() {
    int open = newScope(0, Integer.MAX_VALUE, -1);
    for (int i = 0; i < captures.count(); i++) {
      pace.step();
      int from = captures.startUtf16()[i];
      int to = captures.endUtf16()[i];
      while (open != ROOT && scopeEnd[open] <= from) {
        open = scopeParent[open];
      }
      switch (roles[captures.name()[i]]) {
        case NONE -> {}
        case SCOPE -> {
          if (scopeStart[open] != from || scopeEnd[open] != to) {
            open = newScope(from, to, open);
          }
        }
        case DEFINITION, CATCH_ALL, TYPE, LABEL, MEMBER, PATH -> occurrence(i, from, to, open);
      }
    }
  }

  private int newScope(int from, int to, int parent) {
    if (scopes == scopeStart.length) {
      scopeStart = Arrays.copyOf(scopeStart, 2 * scopes);
      scopeEnd = Arrays.copyOf(scopeEnd, 2 * scopes);
      scopeParent = Arrays.copyOf(scopeParent, 2 * scopes);
    }
    scopeStart[scopes] = from;
    scopeEnd[scopes] = to;
    scopeParent[scopes] = parent;
    return scopes++;
  }

  private void occurrence(int captured, int from, int to, int open) {
    int newCapture = captures.name()[captured];
    int newPattern = captures.pattern()[captured];
    int i = count - 1;
    if (i >= 0 && start[i] == from && end[i] == to) {
      if (!decides(newCapture, newPattern, i)) {
        return;
      }
    } else if (i >= 0 && to <= end[i]) {
      return; // inside the name before it
    } else {
      i = count++;
      start[i] = from;
      end[i] = to;
      String spelled = spelling.of(from, to);
      name[i] =
          nameIds.computeIfAbsent(
              spelled,
              s -> {
                names.add(s);
                return names.size() - 1;
              });
    }
    capture[i] = newCapture;
    pattern[i] = newPattern;
    scope[i] = roles[newCapture] == Role.DEFINITION ? scopeOfDefinition(newPattern, open) : open;
  }

  /** L2. */
  private boolean decides(int newCapture, int newPattern, int i) {
    boolean fallback = roles[newCapture] == Role.CATCH_ALL;
    boolean wasFallback = roles[capture[i]] == Role.CATCH_ALL;
    return fallback == wasFallback ? newPattern >= pattern[i] : wasFallback;
  }

  /** L3. */
  private int scopeOfDefinition(int ofPattern, int open) {
    int steps =
        switch (captures.properties().get(ofPattern).getOrDefault("definition.scope", "")) {
          case "parent" -> 1;
          case "grandparent" -> 2;
          default -> 0;
        };
    int found = open;
    for (int i = 0; i < steps && found != ROOT; i++) {
      found = scopeParent[found];
    }
    return found;
  }

  private int define(int i) {
    String kind = kinds[capture[i]];
    return byScope.computeIfAbsent(
        new ScopedName(scope[i], name[i], Sort.of(kind)),
        key -> {
          int id = symbols.size();
          symbols.add(new LocalsIndex.Symbol(names.get(name[i]), kind, i));
          scopeOfSymbol.add(scope[i]);
          if (isFoundFromAfar(kind)) {
            qualifiedByName.computeIfAbsent(name[i], n -> new ArrayList<>()).add(id);
          }
          return id;
        });
  }

  private int resolve(int i) {
    Role role = roles[capture[i]];
    for (int at = scope[i]; at >= 0; at = scopeParent[at]) {
      pace.step();
      for (Sort sort : sortsOf(role)) {
        Integer found = byScope.get(new ScopedName(at, name[i], sort));
        if (found != null && canMean(role, found)) {
          return found;
        }
      }
    }
    if (role == Role.MEMBER || role == Role.PATH) {
      List<Integer> candidates =
          qualifiedByName.getOrDefault(name[i], List.of()).stream()
              .filter(
                  id -> {
                    pace.step();
                    return canMean(role, id);
                  })
              .toList();
      if (candidates.size() == 1) {
        return candidates.getFirst();
      }
    }
    return -1 - name[i];
  }

  private static final List<Sort> ORDINARY = List.of(Sort.ORDINARY);
  private static final List<Sort> LABELS = List.of(Sort.LABEL);
  private static final List<Sort> MEMBERS = List.of(Sort.MEMBER, Sort.ORDINARY);

  private static List<Sort> sortsOf(Role role) {
    return switch (role) {
      case LABEL -> LABELS;
      case MEMBER, PATH -> MEMBERS;
      default -> ORDINARY;
    };
  }

  /** L5. */
  private boolean canMean(Role role, int id) {
    String kind = symbols.get(id).kind();
    return switch (role) {
      case MEMBER -> definesMembers ? kind.equals(MEMBER) : MEMBER_KINDS.contains(kind);
      case PATH ->
          switch (kind) {
            case "parameter" -> false;
            case "var" -> isOfTheFile(scopeOfSymbol.get(id));
            default -> true;
          };
      case TYPE -> kind.equals("type");
      default -> true;
    };
  }

  /** Whether a scope is the text itself, or the node that is all of it. */
  private boolean isOfTheFile(int of) {
    return of == ROOT || scopeParent[of] == ROOT;
  }
}
