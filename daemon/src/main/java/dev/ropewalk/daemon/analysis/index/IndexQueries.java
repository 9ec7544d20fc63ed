package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.analysis.SymbolKind;
import dev.ropewalk.daemon.engine.Codec;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.Query;
import dev.ropewalk.daemon.engine.Reads;
import dev.ropewalk.daemon.workspace.DirectoryState;
import dev.ropewalk.daemon.workspace.FileState;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The queries of the index. */
public final class IndexQueries {
  /*
   * By content and language, without reads, so that equal files share them and a disk may keep them:
   *
   *   facts ── symbols, names, imports (parts of it, each with what its readers need)
   *
   * By path, over the inputs `file` and `directory`:
   *
   *   fileNames(file) ── chunk(share of a directory) ── tree(directory) ── tree(parent) …
   *
   * names and fileNames have no positions: typing in a body ends there, one changed name goes up one
   * path. A directory's files are shared out to chunks by a hash of their names, so that a change
   * runs one chunk again however large the directory is; how many chunks there are depends on the
   * number of files by powers of two.
   *
   * A disk keeps chunks, names, symbols and imports by the inputs that they rest on: a restart asks
   * it once for a share of a directory, and not for each file, and what is between is not there at
   * all until a file of the share changes.
   *
   * A guest's failure is a value of the queries by path (no symbols), never of those by content: no
   * disk keeps it, and another read of the file tries again. A content that is gone makes a result of
   * this revision alone; the watch will write another.
   */
  private static final System.Logger LOG = System.getLogger(IndexQueries.class.getName());

  /** Files of a chunk, about; a chunk of names of 128 files is some 60 kB. */
  private static final int CHUNK_FILES = 128;

  /** What the encodings, readers and queries are; to be raised when one of them changes. */
  private static final String VERSION = "2";

  private static final String SEPARATOR = "\n"; // in no digest, no key of a language

  private final FileAnalyser analyser;
  private final Set<String> withoutSymbols;

  final Query<FileFacts> facts;
  final Query<List<FileFacts.Symbol>> symbols;
  final Query<FileNames> names;
  final Query<List<FileFacts.Import>> imports;
  final Query<FileNames> fileNames = query("fileNames", FactsCodec.NAMES, this::fileNames);
  final Query<List<FileFacts.Symbol>> fileSymbols =
      query("fileSymbols", FactsCodec.SYMBOLS, this::fileSymbols);
  final Query<List<FileFacts.Import>> fileImports =
      query("fileImports", FactsCodec.IMPORTS, this::fileImports);
  final Query<List<String>> chunkFiles =
      query("chunkFiles", FactsCodec.STRINGS, IndexQueries::chunkFiles);
  final Query<NameChunk> chunk;
  final Query<NameTree> tree = query("nameTree", FactsCodec.TREE, this::tree);

  /**
   * Makes the queries.
   *
   * @param withoutSymbols languages whose files have none here
   */
  IndexQueries(FileAnalyser analyser, Set<String> withoutSymbols) {
    this.analyser = analyser;
    this.withoutSymbols = Set.copyOf(withoutSymbols);
    facts =
        new IndexQuery<>("fileFacts", FactsCodec.FACTS, Optional.of(VERSION), false, this::facts);
    symbols =
        stored(
            "symbolsOf",
            FactsCodec.SYMBOLS,
            (subject, reads) -> reads.get(facts, subject).symbols());
    names =
        stored(
            "namesOf",
            FactsCodec.NAMES,
            (subject, reads) -> FileNames.of(reads.get(facts, subject).symbols()));
    imports =
        stored(
            "importsOf",
            FactsCodec.IMPORTS,
            (subject, reads) -> reads.get(facts, subject).imports());
    // Which files are left out is a setting, which no read tells.
    String left = String.join(",", new TreeSet<>(withoutSymbols));
    chunk =
        new IndexQuery<>(
            "nameChunk", FactsCodec.CHUNK, Optional.of(VERSION + " " + left), true, this::chunk);
  }

  /** All of them, for those who find queries by name. */
  List<Query<?>> all() {
    return List.of(
        facts,
        symbols,
        names,
        imports,
        fileNames,
        fileSymbols,
        fileImports,
        chunkFiles,
        chunk,
        tree);
  }

  /** A query of this index. */
  private record IndexQuery<V>(
      String id,
      Codec<V> codec,
      Optional<String> storedVersion,
      boolean storedByInputs,
      ComputeStep<V> step)
      implements Query<V> {
    @Override
    public V compute(String argument, Reads reads) {
      return step.compute(argument, reads);
    }
  }

  static <V> Query<V> query(String id, Codec<V> codec, ComputeStep<V> step) {
    return new IndexQuery<>(id, codec, Optional.empty(), false, step);
  }

  /** How a result is computed. */
  @FunctionalInterface
  interface ComputeStep<V> {
    V compute(String argument, Reads reads);
  }

  private static <V> Query<V> stored(String id, Codec<V> codec, ComputeStep<V> step) {
    return new IndexQuery<>(id, codec, Optional.of(VERSION), true, step);
  }

  /** Why a file has no facts, or {@link FileFacts.Reason#NONE}; looks at its input alone. */
  FileFacts.Reason reason(FileState state) {
    if (state.content().equals(FileState.UNREAD)) {
      return FileFacts.Reason.TOO_LARGE;
    }
    if (state.language().isEmpty()) {
      return FileFacts.Reason.NO_LANGUAGE;
    }
    String id = state.language().substring(0, state.language().indexOf('@'));
    return withoutSymbols.contains(id) ? FileFacts.Reason.LEFT_OUT : FileFacts.Reason.NONE;
  }

  private FileFacts facts(String subject, Reads reads) {
    int end = subject.indexOf(SEPARATOR);
    return analyser.facts(subject.substring(0, end), subject.substring(end + 1), reads);
  }

  private FileNames fileNames(String path, Reads reads) {
    return ofFile(path, names, FileNames.NONE, reads);
  }

  private List<FileFacts.Symbol> fileSymbols(String path, Reads reads) {
    return ofFile(path, symbols, List.of(), reads);
  }

  private List<FileFacts.Import> fileImports(String path, Reads reads) {
    return ofFile(path, imports, List.of(), reads);
  }

  private <V> V ofFile(String path, Query<V> ofContent, V none, Reads reads) {
    FileState state = reads.input(FileState.key(path), FileState.class).orElse(null);
    if (state == null || reason(state) != FileFacts.Reason.NONE) {
      return none;
    }
    try {
      return reads.get(ofContent, state.content() + SEPARATOR + state.language());
    } catch (FileAnalyser.AnalysisFailed e) {
      LOG.log(System.Logger.Level.WARNING, "{0} is without symbols: {1}", path, e.getMessage());
      return none;
    } catch (FileAnalyser.ContentGone e) {
      reads.untracked();
      return none;
    }
  }

  static int chunks(int files) {
    int chunks = 1;
    while (chunks * CHUNK_FILES < files) {
      chunks *= 2;
    }
    return chunks;
  }

  /** Names a share of a directory: number, count, directory. */
  private static String chunkArgument(int number, int count, String directory) {
    return number + "/" + count + " " + directory;
  }

  /** Names the share of a directory of so many files that a file of it is in. */
  static String chunkOf(String name, int files, String directory) {
    int count = chunks(files);
    return chunkArgument(spread(name) & (count - 1), count, directory);
  }

  /** The directory of a share. */
  static String directoryOf(String chunk) {
    return chunk.substring(chunk.indexOf(' ') + 1);
  }

  /** The files of a share of a directory. */
  private static List<String> chunkFiles(String argument, Reads reads) {
    int slash = argument.indexOf('/');
    int space = argument.indexOf(' ');
    int number = Integer.parseInt(argument.substring(0, slash));
    int count = Integer.parseInt(argument.substring(slash + 1, space));
    String directory = directoryOf(argument);
    return state(directory, reads).files().stream()
        .filter(name -> (spread(name) & (count - 1)) == number)
        .map(name -> below(directory, name))
        .toList();
  }

  private static int spread(String name) {
    int hash = name.hashCode();
    return hash ^ (hash >>> 16);
  }

  private NameChunk chunk(String argument, Reads reads) {
    List<String> files = reads.get(chunkFiles, argument);
    List<FileNames> found = reads.getAll(fileNames, files);
    var with = new ArrayList<String>();
    var their = new ArrayList<FileNames>();
    for (int i = 0; i < files.size(); i++) {
      if (!found.get(i).names().isEmpty()) {
        with.add(files.get(i));
        their.add(found.get(i));
      }
    }
    return new NameChunk(with, their);
  }

  private NameTree tree(String directory, Reads reads) {
    DirectoryState state = state(directory, reads);
    int count = chunks(state.files().size());
    var chunks = new ArrayList<String>();
    var trees = new ArrayList<String>();
    var all = new ByteArrayOutputStream();
    long symbols = 0;
    if (!state.files().isEmpty()) {
      for (int i = 0; i < count; i++) {
        String argument = chunkArgument(i, count, directory);
        NameChunk one = reads.get(chunk, argument);
        if (!one.files().isEmpty()) {
          chunks.add(argument);
          all.writeBytes(reads.fingerprint(chunk, argument).toBytes());
          symbols += one.symbols();
        }
      }
    }
    List<String> below = state.directories().stream().map(name -> below(directory, name)).toList();
    List<NameTree> theirs = reads.getAll(tree, below);
    for (int i = 0; i < below.size(); i++) {
      NameTree one = theirs.get(i);
      if (one.symbols() > 0) {
        trees.add(below.get(i));
        all.writeBytes(one.digest());
        symbols += one.symbols();
      }
    }
    return new NameTree(chunks, trees, Fingerprint.of(all.toByteArray()).toBytes(), symbols);
  }

  static DirectoryState state(String directory, Reads reads) {
    return reads
        .input(DirectoryState.key(directory), DirectoryState.class)
        .orElse(new DirectoryState(List.of(), List.of()));
  }

  static String below(String directory, String name) {
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  /** The package that a file declares; empty when it declares none. */
  static String packageOf(FileNames names) {
    for (int i = 0; i < names.names().size(); i++) {
      if (names.kinds().get(i) == SymbolKind.PACKAGE) {
        return names.names().get(i);
      }
    }
    return "";
  }

  /** A part of each of some values, sorted, each once. */
  static <V> List<String> union(List<V> values, Function<V, List<String>> part) {
    var all = new TreeSet<String>();
    values.forEach(value -> all.addAll(part.apply(value)));
    return List.copyOf(all);
  }
}
