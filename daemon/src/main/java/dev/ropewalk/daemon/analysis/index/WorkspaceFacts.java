package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Analyses;
import dev.ropewalk.daemon.analysis.Pace;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.workspace.DirectoryState;
import dev.ropewalk.daemon.workspace.FileState;
import dev.ropewalk.wasm.treesitter.Matches;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What queries of others read of the files of a workspace, as they are on the disk. Files and
 * directories are named by absolute paths; everything is recorded as a read of the query.
 */
public final class WorkspaceFacts {
  /*
   * Who imports a file is asked along the directory tree: `importTargets` of a directory are the
   * targets of all imports below it, and only where the file is among them one looks further. So a
   * changed import runs one path again, and a question costs what it finds.
   */
  /** How the facts of a text are written. */
  public static final Codec<FileFacts> CODEC = FactsCodec.FACTS;

  private final IndexQueries queries;
  private final ImportResolver imports;
  private final FileAnalyser analyser;

  final Query<List<String>> importTargets =
      IndexQueries.query("importTargets", FactsCodec.STRINGS, this::importTargets);
  final Query<List<String>> importersBelow =
      IndexQueries.query("importersBelow", FactsCodec.STRINGS, this::importersBelow);
  final Query<List<String>> filesMatching =
      IndexQueries.query("filesMatching", FactsCodec.STRINGS, this::filesMatching);

  WorkspaceFacts(IndexQueries queries, ImportResolver imports, FileAnalyser analyser) {
    this.queries = queries;
    this.imports = imports;
    this.analyser = analyser;
  }

  /** A symbol and its file. */
  public record Located(String path, FileFacts.Symbol symbol) {
    /** By name, then by file and place. */
    public static final Comparator<Located> ORDER =
        Comparator.comparing((Located one) -> one.symbol.name())
            .thenComparing(Located::path)
            .thenComparingInt(one -> one.symbol.selection().startLine())
            .thenComparingInt(one -> one.symbol.selection().startCharacter());
  }

  /** All queries, for those who find queries by name. */
  List<Query<?>> all() {
    return List.of(importTargets, importersBelow, filesMatching);
  }

  /** The text of a file; empty when there is no such file, or it is too large or no text. */
  public Optional<Text> text(String path, Reads reads) {
    FileState state = reads.input(FileState.key(path), FileState.class).orElse(null);
    if (state == null || state.content().equals(FileState.UNREAD)) {
      return Optional.empty();
    }
    try {
      return analyser.text(state.content());
    } catch (FileAnalyser.ContentGone e) {
      reads.untracked(); // the watch will say what it is now
      return Optional.empty();
    }
  }

  /** Whether a file is there. */
  public boolean exists(String path, Reads reads) {
    return reads.input(FileState.key(path), FileState.class).isPresent();
  }

  /** What analyses a file; empty when nothing does. */
  public Optional<Language> language(String path, Reads reads) {
    return reads
        .input(FileState.key(path), FileState.class)
        .flatMap(state -> analyser.known(state.language()));
  }

  /** The facts of a text that is in no file, or not yet. */
  public FileFacts of(Text text, Language language, Analyses analyses, Reads reads) {
    Matches matches =
        analyses.readTree(text, language, reads, tree -> FactsReader.read(tree, language));
    return FactsReader.facts(matches, text, Pace.of(reads::poll));
  }

  /** What a file imports, in text order. */
  public List<FileFacts.Import> imports(String path, Reads reads) {
    return reads.get(queries.fileImports, path);
  }

  /** The file that an import in a file means; empty when none is known. */
  public Optional<String> target(String path, FileFacts.Import found, Reads reads) {
    String argument = ImportResolver.argument(path, found.style(), found.target(), found.name());
    return Optional.of(reads.get(imports.resolved, argument)).filter(target -> !target.isEmpty());
  }

  /** The files below a directory that import a file, sorted. */
  public List<String> importers(String directory, String path, Reads reads) {
    return reads.get(importersBelow, directory + "\n" + path);
  }

  /**
   * The files below a directory whose path from there matches a glob, sorted.
   *
   * @throws IllegalArgumentException when it is no glob
   */
  public List<String> files(String directory, String glob, Reads reads) {
    var unused = matcher(glob);
    return reads.get(filesMatching, directory + "\n" + directory + "\n" + glob.replace('\n', ' '));
  }

  /**
   * Symbols below a directory whose names begin with a prefix, in their order.
   *
   * @param passedOver files whose symbols are known better elsewhere
   * @param most at most so many
   */
  public List<Located> symbols(
      String directory, String prefix, Predicate<String> passedOver, int most, Reads reads) {
    record Candidate(String name, String path, int index) {
      static final Comparator<Candidate> ORDER =
          Comparator.comparing(Candidate::name)
              .thenComparing(Candidate::path)
              .thenComparingInt(Candidate::index);
    }
    var best = new PriorityQueue<Candidate>(Candidate.ORDER.reversed());
    Pace pace = Pace.of(reads::poll);
    var pending = new ArrayList<String>(List.of(directory));
    while (!pending.isEmpty()) {
      NameTree tree = reads.get(queries.tree, pending.removeLast());
      pending.addAll(tree.trees());
      for (NameChunk chunk : reads.getAll(queries.chunk, tree.chunks())) {
        for (int f = 0; f < chunk.files().size(); f++) {
          String path = chunk.files().get(f);
          if (passedOver.test(path)) {
            continue;
          }
          List<String> names = chunk.names().get(f).names();
          for (int i = 0; i < names.size(); i++) {
            pace.step();
            if (names.get(i).startsWith(prefix)) {
              best.add(new Candidate(names.get(i), path, i));
              if (best.size() > most) {
                best.poll();
              }
            }
          }
        }
      }
    }
    var found = new ArrayList<Located>();
    best.stream()
        .sorted(Candidate.ORDER)
        .forEach(
            one -> {
              List<FileFacts.Symbol> symbols = reads.get(queries.fileSymbols, one.path());
              if (one.index() < symbols.size()) { // not when the file is gone just now
                found.add(new Located(one.path(), symbols.get(one.index())));
              }
            });
    return found;
  }

  private List<String> importTargets(String directory, Reads reads) {
    DirectoryState state = IndexQueries.state(directory, reads);
    var all = new TreeSet<String>();
    reads.getAll(imports.resolvedImports, filesOf(directory, state)).forEach(all::addAll);
    reads.getAll(importTargets, directoriesOf(directory, state)).forEach(all::addAll);
    all.remove("");
    return List.copyOf(all);
  }

  private List<String> importersBelow(String argument, Reads reads) {
    int end = argument.indexOf('\n');
    String directory = argument.substring(0, end);
    String path = argument.substring(end + 1);
    if (!reads.get(importTargets, directory).contains(path)) {
      return List.of();
    }
    DirectoryState state = IndexQueries.state(directory, reads);
    var all = new TreeSet<String>();
    List<String> files = filesOf(directory, state);
    List<List<String>> targets = reads.getAll(imports.resolvedImports, files);
    for (int i = 0; i < files.size(); i++) {
      if (targets.get(i).contains(path)) {
        all.add(files.get(i));
      }
    }
    List<String> below =
        directoriesOf(directory, state).stream().map(name -> name + "\n" + path).toList();
    reads.getAll(importersBelow, below).forEach(all::addAll);
    return List.copyOf(all);
  }

  private List<String> filesMatching(String argument, Reads reads) {
    String[] parts = argument.split("\n", 3);
    String directory = parts[0];
    Path root = Path.of(parts[1]);
    PathMatcher matcher = matcher(parts[2]);
    DirectoryState state = IndexQueries.state(directory, reads);
    var all = new TreeSet<String>();
    for (String file : filesOf(directory, state)) {
      if (matcher.matches(root.relativize(Path.of(file)))) {
        all.add(file);
      }
    }
    List<String> below =
        directoriesOf(directory, state).stream()
            .map(name -> name + "\n" + parts[1] + "\n" + parts[2])
            .toList();
    reads.getAll(filesMatching, below).forEach(all::addAll);
    return List.copyOf(all);
  }

  /** As people read globs: {@code **}{@code /x} matches {@code x} too. */
  private static PathMatcher matcher(String glob) {
    PathMatcher whole = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    if (!glob.startsWith("**/")) {
      return whole;
    }
    PathMatcher tail = FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3));
    return path -> whole.matches(path) || tail.matches(path);
  }

  private static List<String> filesOf(String directory, DirectoryState state) {
    return state.files().stream().map(name -> IndexQueries.below(directory, name)).toList();
  }

  private static List<String> directoriesOf(String directory, DirectoryState state) {
    return state.directories().stream().map(name -> IndexQueries.below(directory, name)).toList();
  }
}
