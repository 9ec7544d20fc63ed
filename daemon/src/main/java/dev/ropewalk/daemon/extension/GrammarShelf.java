package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.install.GrammarPackage;
import dev.ropewalk.wasm.install.InstallLimits;
import dev.ropewalk.wasm.install.InstalledPackage;
import dev.ropewalk.wasm.install.Outcome;
import dev.ropewalk.wasm.install.PackageStore;
import dev.ropewalk.wasm.treesitter.QuerySource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the grammars that are there: those that were shipped, and those that the user installed.
 */
public final class GrammarShelf {
  private final Path shipped;
  private final Queries queries;
  private final PackageStore store;
  private final InstallLimits limits;

  /**
   * Makes a shelf.
   *
   * @param shipped packages in directories of their npm names
   * @param ownQueries queries of ours, in a directory for each grammar
   * @param store what the user installed
   */
  public GrammarShelf(Path shipped, Path ownQueries, PackageStore store, InstallLimits limits) {
    this.shipped = shipped;
    this.store = store;
    this.limits = limits;
    queries = new Queries(ownQueries);
  }

  /**
   * What was found.
   *
   * @param grammars shipped ones first, so that one that the user installed takes the place of the
   *     shipped one of its name
   * @param problems packages that could not be read, in words for people
   */
  public record Found(List<Grammar> grammars, List<String> problems) {
    public Found {
      grammars = List.copyOf(grammars);
      problems = List.copyOf(problems);
    }
  }

  /** The folder of a shipped package. */
  public static Optional<Path> shippedPackage(Path shipped, String name) {
    Path folder = shipped.resolve(name).normalize();
    return folder.startsWith(shipped) && Files.isDirectory(folder)
        ? Optional.of(folder)
        : Optional.empty();
  }

  /** Looks at every package anew. */
  public Found look() {
    var grammars = new ArrayList<Grammar>();
    var problems = new ArrayList<String>();
    var folders = new TreeMap<String, Path>();
    for (Path folder : shippedFolders(problems)) {
      folders.put(shipped.relativize(folder).toString().replace('\\', '/'), folder);
    }
    for (var shippedPackage : folders.entrySet()) {
      switch (GrammarPackage.read(shippedPackage.getValue(), name -> at(folders, name), limits)) {
        case Outcome.Done<GrammarPackage>(var found) ->
            grammars.addAll(shippedGrammars(shippedPackage.getValue(), found, problems));
        case Outcome.Failed<GrammarPackage>(var problem) ->
            problems.add(shippedPackage.getKey() + ": " + problem.message());
      }
    }
    switch (store.list()) {
      case Outcome.Done<List<InstalledPackage>>(var installed) -> {
        installed.stream()
            .filter(InstalledPackage::present)
            .forEach(each -> folders.put(each.name(), each.folder()));
        for (InstalledPackage each : installed) {
          addInstalled(each, folders, grammars, problems);
        }
      }
      case Outcome.Failed<List<InstalledPackage>>(var problem) -> problems.add(problem.message());
    }
    return new Found(grammars, problems);
  }

  private void addInstalled(
      InstalledPackage installed,
      Map<String, Path> folders,
      List<Grammar> grammars,
      List<String> problems) {
    if (!installed.present()) {
      problems.add(
          installed.name()
              + " is in the lock file, and its files are missing; add it again: ropewalk ext add"
              + " npm:"
              + installed.name()
              + "@"
              + installed.version());
      return;
    }
    switch (GrammarPackage.read(installed.folder(), name -> at(folders, name), limits)) {
      case Outcome.Done<GrammarPackage>(var found) ->
          grammars.addAll(installedGrammars(installed, found, problems));
      case Outcome.Failed<GrammarPackage>(var problem) ->
          problems.add(installed.name() + ": " + problem.message());
    }
  }

  private List<Grammar> shippedGrammars(Path folder, GrammarPackage found, List<String> problems) {
    var grammars = new ArrayList<Grammar>();
    for (var grammar : own(found)) {
      Path wasm = grammar.wasm().orElseThrow();
      var kinds = queries.of(folder, grammar, problems);
      grammars.add(
          new Grammar(
              grammar.symbol(),
              found.version(),
              "built in",
              folder + "@" + found.version() + stamp(wasm, kinds),
              () -> Files.readAllBytes(wasm),
              grammar.fileTypes(),
              kinds));
    }
    return grammars;
  }

  private List<Grammar> installedGrammars(
      InstalledPackage installed, GrammarPackage found, List<String> problems) {
    var grammars = new ArrayList<Grammar>();
    for (var grammar : own(found)) {
      Path module = grammar.wasm().orElseThrow();
      String wasm = installed.folder().relativize(module).toString().replace('\\', '/');
      var kinds = queries.of(installed.folder(), grammar, problems);
      grammars.add(
          new Grammar(
              grammar.symbol(),
              installed.version(),
              installed.name(),
              installed.name() + "@" + installed.integrity() + stamp(module, kinds),
              () -> verified(installed, wasm),
              grammar.fileTypes(),
              kinds));
    }
    return grammars;
  }

  /**
   * Tells files that were replaced under one version, as in a development tree, without reading the
   * module. What decides on results is the fingerprint of the content.
   */
  private static String stamp(Path wasm, Map<QueryKind, QuerySource> queries) {
    var texts = new TreeMap<QueryKind, String>();
    queries.forEach((kind, query) -> texts.put(kind, query.text()));
    try {
      return "#"
          + Files.size(wasm)
          + "-"
          + Files.getLastModifiedTime(wasm).toMillis()
          + "-"
          + Integer.toHexString(texts.toString().hashCode());
    } catch (IOException e) {
      return "#unreadable"; // loading it will say why
    }
  }

  /** The grammars that have a module of their own; flow, for one, borrows that of tsx. */
  private static List<dev.ropewalk.wasm.install.Grammar> own(GrammarPackage found) {
    return found.grammars().stream()
        .filter(grammar -> grammar.wasm().isPresent())
        .filter(grammar -> grammar.symbol().equals(grammar.name().replace('-', '_')))
        .toList();
  }

  private byte[] verified(InstalledPackage installed, String path) throws IOException {
    return switch (store.openVerified(installed, path)) {
      case Outcome.Done<byte[]>(var bytes) -> bytes;
      case Outcome.Failed<byte[]>(var problem) -> throw new IOException(problem.message());
    };
  }

  private static Optional<Path> at(Map<String, Path> folders, String name) {
    return Optional.ofNullable(folders.get(name));
  }

  /** Directories of packages: those at the top, and those in a scope. */
  private List<Path> shippedFolders(List<String> problems) {
    var folders = new ArrayList<Path>();
    try (DirectoryStream<Path> top = Files.newDirectoryStream(shipped)) {
      for (Path folder : top) {
        if (!folder.getFileName().toString().startsWith("@")) {
          folders.add(folder);
          continue;
        }
        try (DirectoryStream<Path> scope = Files.newDirectoryStream(folder)) {
          scope.forEach(folders::add);
        }
      }
    } catch (IOException e) {
      problems.add("the grammars in " + shipped + " cannot be listed: " + e.getMessage());
    }
    folders.removeIf(folder -> !Files.isDirectory(folder));
    return folders;
  }
}
