package dev.ropewalk.wasm.abi;

import dev.ropewalk.wasm.registry.ExtensionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The files of a new extension: a template and its SDK. */
public final class AbiProject {
  private AbiProject() {}

  /** What an extension is written in. */
  public enum Language {
    /** Built by {@code cargo}. */
    RUST,
    /** Built by {@code clang}. */
    C,
    /** AssemblyScript, built by {@code npm}. */
    AS
  }

  /** Resources by the paths that they get. */
  private static Map<String, String> template(Language language) {
    return switch (language) {
      case RUST ->
          Map.of(
              "build.sh", "templates/rust/build.sh",
              "Cargo.toml", "templates/rust/Cargo.toml",
              ".cargo/config.toml", "templates/rust/.cargo/config.toml",
              "src/lib.rs", "templates/rust/src/lib.rs",
              "ropewalk/Cargo.toml", "rust/Cargo.toml",
              "ropewalk/src/lib.rs", "rust/src/lib.rs");
      case C ->
          Map.of(
              "build.sh", "templates/c/build.sh",
              "extension.c", "templates/c/extension.c",
              "ropewalk.h", "c/ropewalk.h");
      case AS ->
          Map.of(
              "build.sh", "templates/as/build.sh",
              "package.json", "templates/as/package.json",
              "assembly/index.ts", "templates/as/assembly/index.ts",
              "assembly/ropewalk/index.ts", "assemblyscript/index.ts");
    };
  }

  /**
   * Makes the files.
   *
   * @return their texts by their paths in the project; {@code build.sh} makes {@code
   *     extension.wasm}
   */
  public static Map<String, String> files(ExtensionId id, Language language) {
    var found = new TreeMap<String, String>();
    found.put("ropewalk.toml", filled("templates/ropewalk.toml", id));
    template(language).forEach((path, resource) -> found.put(path, filled(resource, id)));
    return found;
  }

  private static String filled(String resource, ExtensionId id) {
    try (InputStream in = AbiProject.class.getResourceAsStream("sdk/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the build left out sdk/" + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@NAME@", id.value());
    } catch (IOException e) {
      throw new IllegalStateException("reading sdk/" + resource, e);
    }
  }
}
