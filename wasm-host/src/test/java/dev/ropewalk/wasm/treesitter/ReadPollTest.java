package dev.ropewalk.wasm.treesitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.wasm.limit.GuestException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each long loop of a read looks, after a bounded number of steps, whether it is wanted. */
class ReadPollTest {
  private static final int ITEMS = 2_000;

  /** Has slices of the text counted: only the host's predicates take them. */
  private record Counted(GuestText text, AtomicInteger slices) implements GuestText {
    @Override
    public int lengthUtf16() {
      return text.lengthUtf16();
    }

    @Override
    public int readUtf16(int offset, byte[] destination, int at, int maxUnits) {
      return text.readUtf16(offset, destination, at, maxUnits);
    }

    @Override
    public String slice(int start, int end) {
      slices.incrementAndGet();
      return text.slice(start, end);
    }
  }

  private static void with(String language, GuestText text, Consumer<GuestTree> body) {
    try (TreeSitterHost host = Grammars.host(ClassFolders.NONE, new LoadListener() {});
        SyntaxSession session = host.language(Grammars.source(language)).open()) {
      session.edit(1, text, List.of());
      var unused =
          session
              .read(
                  Priority.INTERACTIVE,
                  tree -> {
                    body.accept((GuestTree) tree);
                    return 0;
                  })
              .join();
    }
  }

  private static void assertStopped(Runnable read) {
    var failure = assertThrows(GuestException.class, read::run);
    assertEquals(GuestException.Code.CANCELLED, failure.code());
  }

  /** How often something asks when it goes on to its end; it stops at the last of those too. */
  private static int polls(GuestTree tree, Consumer<GuestTree> read) {
    var count = new AtomicInteger();
    read.accept(tree.stoppedBy(() -> count.incrementAndGet() < 0));
    for (int at : List.of(1, count.get() / 2, count.get())) {
      var asked = new AtomicInteger();
      assertStopped(() -> read.accept(tree.stoppedBy(() -> asked.incrementAndGet() >= at)));
      assertTrue(asked.get() <= at + 1, "went on after " + asked);
    }
    return count.get();
  }

  @Test
  void predicates_are_judged_for_so_many_records_between_two_polls() {
    String content = "[" + "\"ab\",".repeat(ITEMS) + "1]";
    var slices = new AtomicInteger();
    var query = new QuerySource("test", "((string) @s (#match? @s \"b\"))");
    with(
        "json",
        new Counted(Grammars.text(content), slices),
        tree -> {
          List<Consumer<GuestTree>> reads =
              List.of(
                  t -> assertEquals(ITEMS, t.captures(query, 0, content.length()).count()),
                  t -> assertEquals(ITEMS, t.matches(query, 0, content.length()).count()));
          for (Consumer<GuestTree> read : reads) {
            slices.set(0);
            read.accept(tree);
            assertEquals(ITEMS, slices.get());
            slices.set(0);
            BooleanSupplier whenJudging = () -> slices.get() > 0;
            assertStopped(() -> read.accept(tree.stoppedBy(whenJudging)));
            assertTrue(slices.get() <= QueryRun.RECORDS_PER_POLL, "judged " + slices);
            assertTrue(polls(tree, read) > ITEMS / QueryRun.RECORDS_PER_POLL);
          }
          assertEquals(ITEMS, tree.captures(query, 0, content.length()).count());
        });
  }

  @Test
  void a_query_of_few_nodes_polls_once_at_least() {
    var query = new QuerySource("test", "(number) @n");
    with(
        "json",
        Grammars.text("[1]"),
        tree -> assertTrue(polls(tree, t -> assertEquals(1, t.captures(query, 0, 3).count())) > 0));
  }

  @Test
  void errors_are_looked_for_with_a_poll_at_each_node() {
    String content = "[1,\n" + "{ \"a\": ] ,\n".repeat(ITEMS / 10) + "2]";
    with(
        "json",
        Grammars.text(content),
        tree -> {
          int errors = tree.errors(ITEMS).size();
          assertTrue(errors > 0);
          assertTrue(polls(tree, t -> assertEquals(errors, t.errors(ITEMS).size())) >= errors);
        });
  }

  @Test
  void ancestors_are_told_with_a_poll_at_each() {
    int deep = 100;
    String content = "[".repeat(deep) + "]".repeat(deep);
    with(
        "json",
        Grammars.text(content),
        tree ->
            assertTrue(
                polls(tree, t -> assertTrue(t.ancestors(deep, deep).size() >= deep)) >= deep));
  }

  @Test
  void named_nodes_come_in_text_order_with_a_poll_at_each() {
    String content = "[1, {\"a\": [2]}]";
    with(
        "json",
        Grammars.text(content),
        tree -> {
          assertEquals(
              List.of(
                  "document 0-15",
                  "array 0-15",
                  "number 1-2",
                  "object 4-14",
                  "pair 5-13",
                  "string 5-8",
                  "string_content 6-7",
                  "array 10-13",
                  "number 11-12"),
              words(tree.named(0, content.length(), 100)));
          assertEquals(
              List.of("document 0-15", "array 0-15", "number 1-2"), words(tree.named(1, 2, 100)));
          assertEquals(2, tree.named(0, content.length(), 2).size());
          assertTrue(polls(tree, t -> assertEquals(9, t.named(0, 15, 100).size())) >= 9);
        });
  }

  private static List<String> words(List<NodeSpan> nodes) {
    return nodes.stream()
        .map(node -> node.type() + " " + node.startUtf16() + "-" + node.endUtf16())
        .toList();
  }

  @Test
  void a_reader_can_ask_itself() {
    with("json", Grammars.text("[1]"), tree -> assertEquals(1, polls(tree, GuestTree::poll)));
  }
}
