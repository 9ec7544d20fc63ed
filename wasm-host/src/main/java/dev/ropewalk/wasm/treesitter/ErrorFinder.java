package dev.ropewalk.wasm.treesitter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Finds what does not fit the grammar, by going only where the tree says there is an error. */
final class ErrorFinder {
  /** So many alternatives are worth telling; more would be no help. */
  private static final int MAX_EXPECTED = 4;

  private final TreeSitterGuest guest;
  private final int tree;
  private final int limit;
  private final Runnable poll;
  private final List<SyntaxError> found = new ArrayList<>();

  /**
   * Makes a finder.
   *
   * @param poll called for each node that is looked at; throws when nobody wants the errors
   */
  ErrorFinder(TreeSitterGuest guest, int tree, int limit, Runnable poll) {
    this.guest = guest;
    this.tree = tree;
    this.limit = limit;
    this.poll = poll;
  }

  List<SyntaxError> find() {
    // Depth first with an explicit stack: trees can be deeper than a thread's stack.
    var pending = new ArrayList<int[]>();
    pending.add(guest.root(tree));
    while (!pending.isEmpty() && found.size() < limit) {
      poll.run();
      int[] node = pending.removeLast();
      if (is("ts_node_is_missing_wasm", node)) {
        found.add(missing(node));
      } else if (is("ts_node_is_error_wasm", node)) {
        found.add(error(node));
      } else if (is("ts_node_has_error_wasm", node)) {
        int[][] children = guest.children(node, tree);
        for (int i = children.length - 1; i >= 0; i--) {
          pending.add(children[i]);
        }
      }
    }
    return found;
  }

  private boolean is(String question, int[] node) {
    return guest.nodeInt(question, node, tree) != 0;
  }

  private SyntaxError missing(int[] node) {
    String name = guest.symbolName(guest.nodeInt("ts_node_symbol_wasm", node, tree));
    return new SyntaxError(
        SyntaxError.Kind.MISSING, node[1], guest.nodeEnd(node, tree), List.of(name));
  }

  private SyntaxError error(int[] node) {
    return new SyntaxError(
        SyntaxError.Kind.ERROR, node[1], guest.nodeEnd(node, tree), expectedIn(node));
  }

  /** What could have come where the error's first leaf stands, when that is little. */
  private List<String> expectedIn(int[] error) {
    int[] leaf = error;
    for (int[][] children = guest.children(leaf, tree);
        children.length > 0;
        children = guest.children(leaf, tree)) {
      poll.run();
      leaf = children[0];
    }
    int state = guest.nodeInt("ts_node_parse_state_wasm", leaf, tree);
    if (state == 0 || state == 0xffff) {
      return List.of();
    }
    int iterator = guest.callInt("ts_lookahead_iterator_new", guest.language(), state);
    if (iterator == 0) {
      return List.of();
    }
    var names = new LinkedHashSet<String>();
    while (names.size() <= MAX_EXPECTED
        && guest.callInt("ts_lookahead_iterator_next", iterator) != 0) {
      int symbol = guest.callInt("ts_lookahead_iterator_current_symbol", iterator);
      // Only what a user can see in the text: type 0 is named, 1 anonymous.
      if (guest.callInt("ts_language_symbol_type", guest.language(), symbol) <= 1) {
        names.add(guest.symbolName(symbol));
      }
    }
    guest.call("ts_lookahead_iterator_delete", iterator);
    names.remove("end");
    names.remove("ERROR");
    names.remove("comment");
    return names.size() > MAX_EXPECTED ? List.of() : List.copyOf(names);
  }
}
