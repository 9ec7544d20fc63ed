package dev.ropewalk.daemon.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Copies of the engine in which one rule is taken away, in memory. */
final class Mutants {
  private static final Path SOURCES = Path.of("src/main/java/dev/ropewalk/daemon/engine");
  private static final String PACKAGE = "dev.ropewalk.daemon.engine.";

  private Mutants() {}

  /**
   * A rule that is taken away.
   *
   * @param rule what breaks
   * @param file the class whose source has it
   * @param from text that is in the source once
   * @param to what stands there instead
   */
  record Mutant(String rule, String file, String from, String to) {}

  /** The engine and its tests with a mutant in them; none for the engine as it is. */
  static ClassLoader load(List<Mutant> mutants) throws IOException {
    var classes = new HashMap<String, byte[]>();
    for (Mutant mutant : mutants) {
      classes.putAll(compile(mutant));
    }
    return new Loader(classes);
  }

  static String mutated(Mutant mutant) throws IOException {
    String source = Files.readString(SOURCES.resolve(mutant.file() + ".java"));
    int at = source.indexOf(mutant.from());
    if (at < 0 || source.indexOf(mutant.from(), at + 1) >= 0) {
      throw new IllegalStateException(
          "the rule \"%s\" is found by a text that %s.java has %s: %s\nwrite its new text into %s"
              .formatted(
                  mutant.rule(),
                  mutant.file(),
                  at < 0 ? "no more" : "more than once",
                  mutant.from(),
                  "EngineMutationTest"));
    }
    return source.substring(0, at) + mutant.to() + source.substring(at + mutant.from().length());
  }

  private static Map<String, byte[]> compile(Mutant mutant) throws IOException {
    String source = mutated(mutant);
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    var messages = new StringWriter();
    try (var files =
        new Kept(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8))) {
      var options = List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
      boolean fine =
          compiler
              .getTask(
                  messages, files, null, options, null, List.of(new Source(mutant.file(), source)))
              .call();
      if (!fine) {
        throw new IllegalStateException(
            "the engine without \"" + mutant.rule() + "\" is no Java: " + messages);
      }
      var classes = new HashMap<String, byte[]>();
      files.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled in the heap. */
  private static final class Kept extends ForwardingJavaFileManager<JavaFileManager> {
    final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    Kept(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/')), kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          classes.put(name, bytes);
          return bytes;
        }
      };
    }
  }

  /** Has the whole package of its own, so that its classes see each other's private parts. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> mutated;

    Loader(Map<String, byte[]> mutated) {
      super(Mutants.class.getClassLoader());
      this.mutated = mutated;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        byte[] bytes = mutated.get(name);
        if (bytes == null) {
          try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
              throw new ClassNotFoundException(name);
            }
            bytes = in.readAllBytes();
          } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
          }
        }
        return defineClass(name, bytes, 0, bytes.length);
      }
    }
  }
}
