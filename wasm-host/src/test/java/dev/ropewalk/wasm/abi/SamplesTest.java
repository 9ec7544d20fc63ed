package dev.ropewalk.wasm.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The samples of the three SDKs do what they say. */
class SamplesTest {
  private static AbiResult ask(AbiExtension extension, AbiRequest request, FakeWorld world) {
    return extension.call(request, world);
  }

  private static List<AbiResult.Diagnostic> diagnostics(
      AbiExtension extension, String document, FakeWorld world) {
    return assertInstanceOf(
            AbiResult.Diagnostics.class,
            ask(extension, new AbiRequest.Diagnostics(document, "text"), world))
        .items();
  }

  @Test
  void todoInC() throws Exception {
    try (var extensions = new Extensions()) {
      AbiExtension todo = extensions.of(Toolchain.sampleC("todo-c/todo.c"));
      todo.compiled().join();
      var world = new FakeWorld().with("a", "é TODO: one\r\nTODOS\n// FIXME two");
      var found = diagnostics(todo, "a", world);
      assertEquals(List.of("text a", "text a"), world.reads, "the guest's, and the check's");
      assertEquals(2, found.size());
      assertEquals(new ByteRange(3, 12), found.get(0).range());
      assertEquals("TODO: one", found.get(0).message());
      assertEquals(AbiResult.Severity.INFORMATION, found.get(0).severity());
      assertEquals("FIXME", found.get(1).code());
      assertEquals("FIXME two", found.get(1).message());
      assertEquals(List.of("search"), extensions.spans);
      assertEquals(1, extensions.heaps.size());
      assertTrue(extensions.heaps.getFirst().totalBytes() > 0);

      var actions =
          assertInstanceOf(
                  AbiResult.CodeActions.class,
                  ask(
                      todo,
                      new AbiRequest.CodeActions("a", "text", new ByteRange(3, 3), List.of("TODO")),
                      world))
              .items();
      assertEquals(1, actions.size());
      assertEquals(
          List.of(new AbiResult.Edit("a", new ByteRange(3, 12), "")), actions.getFirst().edits());
      assertInstanceOf(
          AbiResult.None.class, ask(todo, new AbiRequest.Hover("a", "text", 0), world));
      assertTrue(diagnostics(todo, "missing", new FakeWorld().with("missing", "")).isEmpty());
    }
  }

  @Test
  void spellingInRust() {
    try (var extensions = new Extensions()) {
      AbiExtension spelling = extensions.of(Toolchain.rust("spelling-rust"));
      var world = new FakeWorld().with("a", "ü They recieve wich seperate Adress lists, HashMap");
      var found = diagnostics(spelling, "a", world);
      assertEquals(
          List.of(
              "\"recieve\": is \"receive\" meant?",
              "\"wich\": is \"which\" meant?",
              "\"seperate\": is \"separate\" meant?",
              "\"Adress\": is \"address\" meant?"),
          found.stream().map(AbiResult.Diagnostic::message).toList());
      assertEquals(new ByteRange(8, 15), found.getFirst().range());
      var actions =
          assertInstanceOf(
                  AbiResult.CodeActions.class,
                  ask(
                      spelling,
                      new AbiRequest.CodeActions("a", "text", new ByteRange(9, 9), List.of()),
                      world))
              .items();
      assertEquals(
          List.of(new AbiResult.Edit("a", new ByteRange(8, 15), "receive")),
          actions.getFirst().edits());
      assertFalse(extensions.heaps.isEmpty());
    }
  }

  @Test
  void importCyclesInAssemblyScript() {
    try (var extensions = new Extensions()) {
      AbiExtension cycles = extensions.of(Toolchain.assemblyScript("cycles-assemblyscript"));
      var world =
          new FakeWorld()
              .with("a", "é\nimport b\nimport d")
              .with("b", "import c")
              .with("c", "import a\nimport gone")
              .with("d", "");
      var found = diagnostics(cycles, "a", world);
      assertEquals(1, found.size());
      assertEquals("Import cycle: a → b → c → a", found.getFirst().message());
      assertEquals(new ByteRange(10, 11), found.getFirst().range());
      assertTrue(world.reads.containsAll(List.of("imports a", "imports b", "imports c")));
      world.with("c", "");
      assertTrue(diagnostics(cycles, "a", world).isEmpty(), "a change of another file counts");
    }
  }
}
