package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.install.Grammar;
import dev.ropewalk.wasm.treesitter.QuerySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts the queries of a grammar together: ours where we have one, else the package's. */
final class Queries {
  private final Path own;

  Queries(Path own) {
    this.own = own;
  }

  /**
   * Reads the queries of a grammar.
   *
   * @param folder of its package
   * @param problems takes what could not be read, in words
   */
  Map<QueryKind, QuerySource> of(Path folder, Grammar grammar, List<String> problems) {
    var queries = new EnumMap<QueryKind, QuerySource>(QueryKind.class);
    for (QueryKind kind : QueryKind.values()) {
      String name = grammar.symbol() + "/" + kind.name().toLowerCase(Locale.ROOT);
      Path ours = own.resolve(name + ".scm");
      try {
        if (Files.isRegularFile(ours)) {
          queries.put(kind, new QuerySource(name, Files.readString(ours)));
        } else if (kind != QueryKind.IMPORTS && kind != QueryKind.FACTS) { // packages have none
          List<Path> files =
              grammar
                  .queries()
                  .getOrDefault(
                      dev.ropewalk.wasm.install.QueryKind.valueOf(kind.name()), List.of());
          if (!files.isEmpty()) {
            queries.put(kind, new QuerySource(name, joined(inOrder(folder, files))));
          }
        }
      } catch (IOException e) {
        problems.add("the query " + name + " cannot be read: " + e.getMessage());
      }
    }
    FactsQuery.of(grammar.symbol(), queries)
        .ifPresent(facts -> queries.put(QueryKind.FACTS, facts));
    return queries;
  }

  /**
   * Puts what is borrowed from another package before the package's own, which is more special: of
   * two patterns on one node the later one decides. Some manifests list them the other way round.
   */
  private static List<Path> inOrder(Path folder, List<Path> files) {
    boolean ownFirst = isOwn(folder, files.getFirst()) && !isOwn(folder, files.getLast());
    return ownFirst ? files.reversed() : files;
  }

  private static boolean isOwn(Path folder, Path file) {
    return file.startsWith(folder) && !file.startsWith(folder.resolve("node_modules"));
  }

  private static String joined(List<Path> files) throws IOException {
    var text = new StringBuilder();
    for (Path file : files) {
      text.append(Files.readString(file)).append('\n');
    }
    return text.toString();
  }
}
