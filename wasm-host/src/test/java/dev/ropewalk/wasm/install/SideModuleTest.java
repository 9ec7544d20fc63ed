package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SideModuleTest {
  private static final Set<String> ALL = CGrammarCompiler.AVAILABLE;

  /** A dylink.0 module: imports env.malloc and a memory, two functions, maybe exports and start. */
  private static byte[] module(String exports, boolean start) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 0, name("dylink.0"));
    section(out, 1, new byte[] {1, 0x60, 0, 0});
    var imports = new ByteArrayOutputStream();
    imports.write(4);
    imports.writeBytes(concat(name("env"), name("malloc"), new byte[] {0, 0}));
    imports.writeBytes(concat(name("env"), name("memory"), new byte[] {2, 1, 1, 2}));
    imports.writeBytes(concat(name("env"), name("__memory_base"), new byte[] {3, 0x7f, 0}));
    imports.writeBytes(concat(name("env"), name("t"), new byte[] {1, 0x70, 0, 1}));
    section(out, 2, imports.toByteArray());
    section(out, 3, new byte[] {2, 0, 0});
    var exported = new ByteArrayOutputStream();
    String[] names = exports.split(" ", -1);
    exported.write(names.length);
    for (String each : names) {
      exported.writeBytes(concat(name(each), new byte[] {0, 1}));
    }
    section(out, 7, exported.toByteArray());
    if (start) {
      section(out, 8, new byte[] {2});
    }
    section(out, 10, new byte[] {2, 2, 0, 0x0b, 2, 0, 0x0b});
    return out.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] content) {
    out.write(id);
    out.write(content.length);
    out.writeBytes(content);
  }

  private static byte[] name(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return concat(new byte[] {(byte) bytes.length}, bytes);
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void a_start_function_becomes_the_exported_relocation() throws Exception {
    byte[] changed = SideModule.normalise(module("tree_sitter_x", true), "tree_sitter_x", ALL);
    assertArrayEquals(changed, SideModule.normalise(changed, "tree_sitter_x", ALL));
    String text = new String(changed, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("__wasm_apply_data_relocs\0\2"), "exported with the start's index");
    assertEquals(
        module("tree_sitter_x", false).length + "__wasm_apply_data_relocs".length() + 3,
        changed.length);
  }

  @Test
  void a_module_of_the_later_form_stays_as_it_is() throws Exception {
    byte[] later = module("tree_sitter_x __wasm_apply_data_relocs", false);
    assertArrayEquals(later, SideModule.normalise(later, "tree_sitter_x", ALL));
  }

  @Test
  void a_function_that_guests_do_not_have_is_named() {
    byte[] module = module("tree_sitter_x", false);
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> SideModule.normalise(module, "tree_sitter_x", Set.of("free")));
    assertTrue(refusal.getMessage().contains("malloc"), refusal.getMessage());
    Refusal absent =
        assertThrows(Refusal.class, () -> SideModule.normalise(module, "tree_sitter_y", ALL));
    assertTrue(absent.getMessage().contains("tree_sitter_y"), absent.getMessage());
  }

  @Test
  void a_published_grammar_passes_unchanged() throws Exception {
    byte[] json =
        Files.readAllBytes(
            Fixtures.defaultPackages().resolve("tree-sitter-json/tree-sitter-json.wasm"));
    assertArrayEquals(json, SideModule.normalise(json, "tree_sitter_json", ALL));
  }

  @Test
  void any_bytes_are_normalised_or_refused() {
    Random random = Fixtures.random("SideModuleTest");
    byte[] seed = module("tree_sitter_x", true);
    for (int round = 0; round < Fixtures.rounds(30_000); round++) {
      try {
        byte[] result = SideModule.normalise(Fixtures.mutated(seed, random), "tree_sitter_x", ALL);
        assertTrue(SideModule.isModule(result));
      } catch (Refusal refused) {
        assertEquals(ProblemCode.COMPILE_FAILED, refused.code());
      }
    }
  }
}
