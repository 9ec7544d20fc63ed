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
   * Captures come in text order, outer before inner, so one sweep with a stack of open scopes finds
   * the scope of every name. A pattern with `definition.scope` = `parent` names the very node that
   * opened the innermost scope: its name belongs one scope further out. A node may be captured by
   * several patterns: a definition beats a reference, `reference.member` beats `reference`, a later
   * definition beats an earlier one.
   *
   * A symbol is a name in a scope, however often it is defined there. A reference goes to the
   * nearest symbol outwards. A member (a name behind a dot) goes to the nearest symbol of a kind
   * that can be one, else to the only such symbol of that name in the text: without types no more
   * can be known.
   *
   * Cost: O(captures × depth of scopes), one hash look-up each.
   */
  private static final Set<String> MEMBER_KINDS =
      Set.of(
          "field", "property", "method", "function", "constant", "enummember", "type", "namespace");
  private static final String SCOPE = "local.scope";
  private static final String DEFINITION = "local.definition";
  private static final String REFERENCE = "local.reference";
  private static final String MEMBER = "local.reference.member";
  private static final int ROOT = 0;

  private record ScopedName(int scope, int name) {}

  private final Captures captures;
  private final String content;

  private int[] scopeStart = new int[64];
  private int[] scopeEnd = new int[64];
  private int[] scopeParent = new int[64];
  private int scopes;

  private int count;
  private int[] start;
  private int[] end;
  private int[] scope;
  private int[] name;
  private boolean[] member;
  private boolean[] definition;
  private final String[] kind;

  private final Map<String, Integer> nameIds = new HashMap<>();
  private final Map<ScopedName, Integer> byScope = new HashMap<>();
  private final Map<Integer, List<Integer>> membersByName = new HashMap<>();
  private final List<LocalsIndex.Symbol> symbols = new ArrayList<>();

  private LocalsBuilder(Captures captures, Text text) {
    this.captures = captures;
    content = text.slice(0, text.lengthUtf16());
    int most = captures.count();
    start = new int[most];
    end = new int[most];
    scope = new int[most];
    name = new int[most];
    member = new boolean[most];
    definition = new boolean[most];
    kind = new String[most];
    Arrays.fill(kind, "");
  }

  static LocalsIndex of(Captures captures, Text text) {
    return new LocalsBuilder(captures, text).build();
  }

  private LocalsIndex build() {
    sweep();
    int[] symbol = new int[count];
    for (int i = 0; i < count; i++) {
      if (definition[i]) {
        symbol[i] = define(i);
      }
    }
    for (int i = 0; i < count; i++) {
      if (!definition[i]) {
        symbol[i] = resolve(i);
      }
    }
    start = Arrays.copyOf(start, count);
    end = Arrays.copyOf(end, count);
    definition = Arrays.copyOf(definition, count);
    return new LocalsIndex(start, end, symbol, definition, symbols);
  }

  private void sweep() {
    int open = newScope(0, Integer.MAX_VALUE, -1);
    for (int i = 0; i < captures.count(); i++) {
      int from = captures.startUtf16()[i];
      int to = captures.endUtf16()[i];
      String capture = captures.names().get(captures.name()[i]);
      while (open != ROOT && scopeEnd[open] <= from) {
        open = scopeParent[open];
      }
      if (capture.equals(SCOPE)) {
        if (scopeStart[open] != from || scopeEnd[open] != to) {
          open = newScope(from, to, open);
        }
      } else if (capture.startsWith(DEFINITION)) {
        boolean outer =
            "parent"
                .equals(captures.properties().get(captures.pattern()[i]).get("definition.scope"));
        String suffix =
            capture.length() > DEFINITION.length()
                ? capture.substring(DEFINITION.length() + 1)
                : "";
        occurrence(from, to, outer && open != ROOT ? scopeParent[open] : open, true, false, suffix);
      } else if (capture.startsWith(REFERENCE)) {
        occurrence(from, to, open, false, capture.equals(MEMBER), "");
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

  private void occurrence(
      int from, int to, int inScope, boolean defines, boolean isMember, String suffix) {
    int i = count - 1;
    boolean again = i >= 0 && start[i] == from && end[i] == to;
    if (again && definition[i] && !defines) {
      return;
    }
    if (again && !defines && member[i]) {
      return;
    }
    if (!again) {
      i = count++;
      start[i] = from;
      end[i] = to;
      String spelled = content.substring(from, Math.min(to, content.length()));
      name[i] = nameIds.computeIfAbsent(spelled, s -> nameIds.size());
    }
    scope[i] = inScope;
    definition[i] = defines;
    member[i] = isMember;
    kind[i] = suffix;
  }

  private int define(int i) {
    return byScope.computeIfAbsent(
        new ScopedName(scope[i], name[i]),
        key -> {
          int id = symbols.size();
          symbols.add(new LocalsIndex.Symbol(content.substring(start[i], end[i]), kind[i], i));
          if (MEMBER_KINDS.contains(kind[i])) {
            membersByName.computeIfAbsent(name[i], n -> new ArrayList<>()).add(id);
          }
          return id;
        });
  }

  private int resolve(int i) {
    for (int at = scope[i]; at >= 0; at = scopeParent[at]) {
      Integer found = byScope.get(new ScopedName(at, name[i]));
      if (found != null && (!member[i] || MEMBER_KINDS.contains(symbols.get(found).kind()))) {
        return found;
      }
    }
    if (member[i]) {
      List<Integer> candidates = membersByName.getOrDefault(name[i], List.of());
      if (candidates.size() == 1) {
        return candidates.getFirst();
      }
    }
    return -1 - name[i];
  }
}
