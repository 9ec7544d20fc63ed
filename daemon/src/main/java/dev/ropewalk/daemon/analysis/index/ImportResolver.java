package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.workspace.DirectoryState;
import dev.ropewalk.daemon.workspace.FileState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which file of the workspace an import means. */
public final class ImportResolver {
  /*
   * Candidates are looked for as inputs, in order, until one is there; those that are not are reads
   * as well, so that a file which comes later is found. The rules are those of each language as far
   * as names and directories go: no build file, no configuration of a compiler is read. Go's modules
   * are found by the end of their path, Java's source roots by the packages of the files below them.
   */
  /** The roots of the workspace: one input, absolute paths. */
  static final InputKey ROOTS =
      new InputKey(new InputKind("workspaceRoots", Durability.HIGH), "all");

  private static final int MAX_CLIMB = 64; // directories from a file up to its root

  private static final List<String> SCRIPT_ENDINGS =
      List.of(".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json");

  private final IndexQueries queries;

  final Query<String> resolved =
      IndexQueries.query("resolvedImport", FactsCodec.STRING, this::resolve);
  final Query<List<String>> resolvedImports =
      IndexQueries.query("resolvedImports", FactsCodec.STRINGS, this::resolveAll);
  final Query<List<String>> javaRoots =
      IndexQueries.query("javaRoots", FactsCodec.STRINGS, this::javaRootsBelow);

  ImportResolver(IndexQueries queries) {
    this.queries = queries;
  }

  /** All of them, for those who find queries by name. */
  List<Query<?>> all() {
    return List.of(resolved, resolvedImports, javaRoots);
  }

  /** The argument of {@link #resolved}. */
  static String argument(String path, String style, String target, String name) {
    return String.join("\n", path, style, target.replace('\n', ' '), name.replace('\n', ' '));
  }

  /** The targets of a file's imports, in their order; an empty string for one that is unknown. */
  private List<String> resolveAll(String path, Reads reads) {
    List<String> arguments =
        reads.get(queries.fileImports, path).stream()
            .map(one -> argument(path, one.style(), one.target(), one.name()))
            .toList();
    return reads.getAll(resolved, arguments);
  }

  private String resolve(String argument, Reads reads) {
    String[] parts = argument.split("\n", -1);
    return new Step(parts[0], reads).resolve(parts[1], parts[2], parts[3]).orElse("");
  }

  private List<String> javaRootsBelow(String directory, Reads reads) {
    DirectoryState state = IndexQueries.state(directory, reads);
    var roots = new TreeSet<String>();
    Optional<String> first =
        state.files().stream()
            .filter(name -> name.endsWith(".java") && !name.equals("module-info.java"))
            .findFirst();
    first
        .flatMap(name -> javaRoot(IndexQueries.below(directory, name), reads))
        .ifPresent(roots::add);
    List<String> below =
        state.directories().stream().map(name -> IndexQueries.below(directory, name)).toList();
    roots.addAll(IndexQueries.union(reads.getAll(javaRoots, below), list -> list));
    return List.copyOf(roots);
  }

  /** The directory that a Java file's package begins in. */
  private Optional<String> javaRoot(String file, Reads reads) {
    String name = IndexQueries.packageOf(reads.get(queries.fileNames, file));
    String directory = parent(file);
    String suffix = "/" + name.replace('.', '/');
    if (name.isEmpty()) {
      return Optional.of(directory);
    }
    return directory.endsWith(suffix)
        ? Optional.of(directory.substring(0, directory.length() - suffix.length()))
        : Optional.empty();
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** The resolution of one import. */
  private final class Step {
    private final String path;
    private final String directory;
    private final Reads reads;
    private final List<String> roots;

    Step(String path, Reads reads) {
      this.path = path;
      this.reads = reads;
      directory = parent(path);
      roots =
          reads.input(ROOTS, Roots.class).map(Roots::paths).orElse(List.of()).stream()
              .filter(root -> path.startsWith(root + "/"))
              .toList();
    }

    Optional<String> resolve(String style, String target, String name) {
      return switch (style) {
        case "type" -> javaType(target);
        case "module" -> python(target, name);
        case "path" -> script(target);
        case "go" -> go(target);
        case "mod" -> rustModule(target);
        case "use" -> rustUse(target);
        case "quoted" -> first(included(target, true));
        case "system" -> first(included(target, false));
        default -> Optional.empty();
      };
    }

    private boolean exists(String candidate) {
      return reads.input(FileState.key(candidate), FileState.class).isPresent();
    }

    private Optional<String> first(List<String> candidates) {
      return candidates.stream().filter(this::exists).findFirst();
    }

    /** The directory and those above it, up to the roots. */
    private List<String> climb() {
      var all = new ArrayList<String>();
      String at = directory;
      for (int i = 0; i < MAX_CLIMB && !roots.isEmpty(); i++) {
        all.add(at);
        if (roots.contains(at)) {
          break;
        }
        at = parent(at);
      }
      return all;
    }

    private Optional<String> javaType(String target) {
      String[] parts = target.split("\\.", -1);
      var sources = new ArrayList<String>();
      javaRoot(path, reads).ifPresent(sources::add);
      Optional<String> near = javaType(sources, parts);
      if (near.isPresent()) {
        return near;
      }
      var others = new TreeSet<String>();
      roots.forEach(root -> others.addAll(reads.get(javaRoots, root)));
      sources.forEach(others::remove);
      return javaType(others, parts);
    }

    /** The type, or the one that it is a member of. */
    private Optional<String> javaType(Iterable<String> sources, String[] parts) {
      for (int length = parts.length; length >= Math.max(1, parts.length - 2); length--) {
        String below = String.join("/", List.of(parts).subList(0, length)) + ".java";
        for (String source : sources) {
          String candidate = IndexQueries.below(source, below);
          if (exists(candidate)) {
            return Optional.of(candidate);
          }
        }
      }
      return Optional.empty();
    }

    private Optional<String> python(String target, String name) {
      int dots = 0;
      while (dots < target.length() && target.charAt(dots) == '.') {
        dots++;
      }
      String below = target.substring(dots).strip().replace('.', '/');
      var bases = new ArrayList<String>();
      if (dots > 0) {
        String base = directory;
        for (int i = 1; i < dots; i++) {
          base = parent(base);
        }
        bases.add(base);
      } else {
        for (String at : climb()) {
          if (!exists(IndexQueries.below(at, "__init__.py"))) {
            bases.add(at); // where the package that the file is in begins
            break;
          }
        }
        roots.forEach(
            root -> {
              bases.add(root);
              bases.add(root + "/src");
            });
      }
      for (String base : bases) {
        String module = below.isEmpty() ? base : IndexQueries.below(base, below);
        var candidates = new ArrayList<String>();
        if (!name.isEmpty()) {
          String inner = IndexQueries.below(module, name.replace('.', '/'));
          candidates.addAll(List.of(inner + ".py", inner + "/__init__.py"));
        }
        candidates.addAll(List.of(module + ".py", module + "/__init__.py"));
        Optional<String> found = first(candidates);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    private Optional<String> script(String target) {
      if (!target.startsWith("./")
          && !target.startsWith("../")
          && !target.equals(".")
          && !target.equals("..")) {
        return Optional.empty(); // a package
      }
      String base = inside(target);
      if (base.isEmpty()) {
        return Optional.empty();
      }
      var candidates = new ArrayList<String>();
      candidates.add(base);
      int dot = base.lastIndexOf(".js");
      if (dot > 0 && dot >= base.length() - 4) { // TypeScript is imported by the name of its output
        String stem = base.substring(0, dot);
        candidates.addAll(List.of(stem + ".ts", stem + ".tsx", stem + ".d.ts"));
      }
      SCRIPT_ENDINGS.forEach(ending -> candidates.add(base + ending));
      SCRIPT_ENDINGS.forEach(ending -> candidates.add(base + "/index" + ending));
      return first(candidates);
    }

    /** A relative path from the file's directory; empty when it leaves the roots. */
    private String inside(String target) {
      try {
        String at = Path.of(directory).resolve(target).normalize().toString();
        boolean in = roots.stream().anyMatch(r -> at.equals(r) || at.startsWith(r + "/"));
        return in ? at : "";
      } catch (java.nio.file.InvalidPathException e) {
        return "";
      }
    }

    private List<String> included(String target, boolean quoted) {
      var candidates = new ArrayList<String>();
      if (quoted) {
        String near = inside(target);
        if (!near.isEmpty()) {
          candidates.add(near);
        }
      }
      if (!target.startsWith("/") && !target.contains("..")) {
        for (String at : climb()) {
          candidates.add(IndexQueries.below(at, target));
          candidates.add(IndexQueries.below(at, "include/" + target));
        }
      }
      return candidates;
    }

    private Optional<String> go(String target) {
      int slash = target.indexOf('/');
      if (slash < 0 || target.indexOf('.') < 0 || target.indexOf('.') > slash) {
        return Optional.empty(); // the standard library
      }
      for (int at = slash; at >= 0; at = target.indexOf('/', at + 1)) {
        for (String root : roots) {
          String candidate = root + target.substring(at);
          Optional<String> file =
              IndexQueries.state(candidate, reads).files().stream()
                  .filter(name -> name.endsWith(".go") && !name.endsWith("_test.go"))
                  .findFirst();
          if (file.isPresent()) {
            return file.map(name -> IndexQueries.below(candidate, name));
          }
        }
      }
      return Optional.empty();
    }

    private Optional<String> rustModule(String name) {
      String file = path.substring(path.lastIndexOf('/') + 1);
      boolean owner = file.equals("mod.rs") || file.equals("lib.rs") || file.equals("main.rs");
      String base =
          owner || !file.endsWith(".rs")
              ? directory
              : IndexQueries.below(directory, file.substring(0, file.length() - 3));
      return first(List.of(base + "/" + name + ".rs", base + "/" + name + "/mod.rs"));
    }

    /** What begins with {@code crate::}; the longest part of it that is a file. */
    private Optional<String> rustUse(String target) {
      String plain = target.replaceAll("\\{[\\s\\S]*|\\s+as\\s[\\s\\S]*|\\s", "");
      if (!plain.startsWith("crate::")) {
        return Optional.empty();
      }
      List<String> parts =
          List.of(plain.substring("crate::".length()).split("::")).stream()
              .filter(part -> !part.isEmpty() && !part.equals("*"))
              .toList();
      for (String at : climb()) {
        if (exists(at + "/lib.rs") || exists(at + "/main.rs")) {
          for (int length = parts.size(); length > 0; length--) {
            String base = at + "/" + String.join("/", parts.subList(0, length));
            Optional<String> found = first(List.of(base + ".rs", base + "/mod.rs"));
            if (found.isPresent()) {
              return found;
            }
          }
          return Optional.empty();
        }
      }
      return Optional.empty();
    }
  }
}
