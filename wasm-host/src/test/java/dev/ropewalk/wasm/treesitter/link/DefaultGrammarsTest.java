package dev.ropewalk.wasm.treesitter.link;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ropewalk.wasm.engine.ClassImage;
import dev.ropewalk.wasm.engine.CompiledModule;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every grammar that the build fetches compiles, to methods that HotSpot's compilers take. */
class DefaultGrammarsTest {
  /** Bytes of JVM code. C1 gave up methods of 11,700 bytes with many locals, C2 one of 37,000. */
  private static final int LONGEST = 16_000;

  @Test
  void every_grammar_compiles_to_methods_of_a_bounded_length_and_keeps_its_state_in_memory()
      throws IOException {
    Path npm = Path.of(System.getProperty("ropewalk.test.npm", ""));
    Path runtimeFile = npm.resolve("web-tree-sitter/web-tree-sitter.wasm");
    assumeTrue(
        Files.exists(runtimeFile), "SKIPPED: no grammars at ropewalk.test.npm='" + npm + "'");
    byte[] runtime = Files.readAllBytes(runtimeFile);
    List<Path> grammars;
    try (Stream<Path> files = Files.find(npm, 4, (file, attributes) -> isGrammar(file))) {
      grammars = files.sorted().toList();
    }
    assertTrue(grammars.size() >= 14, grammars.toString());
    for (Path file : grammars) {
      String name = file.getFileName().toString();
      name = name.substring("tree-sitter-".length(), name.length() - ".wasm".length());
      byte[] linked = GrammarLinker.link(runtime, Files.readAllBytes(file), name, 4096);
      ClassImage image = CompiledModule.compile(linked);
      assertTrue(CompiledModule.load(image).keepsAllInMemory(), name);
      for (byte[] bytes : image.classes().values()) {
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
          int length =
              method.findAttribute(Attributes.code()).map(code -> code.codeLength()).orElse(0);
          String what = name + "'s " + method.methodName().stringValue() + ": " + length;
          assertTrue(length <= LONGEST, what);
        }
      }
    }
  }

  private static boolean isGrammar(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("tree-sitter-") && name.endsWith(".wasm");
  }
}
