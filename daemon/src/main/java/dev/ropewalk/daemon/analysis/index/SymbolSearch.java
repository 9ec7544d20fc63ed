package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.daemon.analysis.SymbolKind;
import dev.ropewalk.daemon.engine.Run;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** Finds symbols by a few letters of their names. */
public final class SymbolSearch {
  /*
   * A walk over all names, which are in memory by chunks of files: 200,000 names in some 20 ms, as
   * most of them lack a letter of the pattern. The best are kept in a heap of the wanted size, and
   * only their files are asked for positions. Order: score, then the shorter name, then name, file
   * and place, so that equal indexes give equal answers.
   */
  private final IndexQueries queries;

  SymbolSearch(IndexQueries queries) {
    this.queries = queries;
  }

  /**
   * A symbol that fits.
   *
   * @param container the name of the symbol around it; may be empty
   */
  public record Hit(
      String path,
      String name,
      SymbolKind kind,
      String container,
      FileFacts.Span selection,
      int score) {
    /** Best first. */
    public static final Comparator<Hit> ORDER =
        Comparator.comparingInt(Hit::score)
            .reversed()
            .thenComparingInt(hit -> hit.name().length())
            .thenComparing(Hit::name)
            .thenComparing(Hit::path)
            .thenComparingInt(hit -> hit.selection().startLine())
            .thenComparingInt(hit -> hit.selection().startCharacter());
  }

  /** A name that fits, whose place is not known yet. */
  private record Candidate(String path, int index, String name, int score) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparingInt(Candidate::score)
            .reversed()
            .thenComparingInt(candidate -> candidate.name().length())
            .thenComparing(Candidate::name)
            .thenComparing(Candidate::path)
            .thenComparingInt(Candidate::index);
  }

  /**
   * Searches.
   *
   * @param roots directories, with all below
   * @param chunks further shares of directories
   * @param files further files
   * @param passedOver files whose symbols are known better elsewhere
   * @param most at most so many hits
   */
  List<Hit> search(
      Run run,
      Collection<String> roots,
      Collection<String> chunks,
      Collection<String> files,
      FuzzyPattern pattern,
      Predicate<String> passedOver,
      int most) {
    var best = new PriorityQueue<>(Candidate.ORDER.reversed());
    var seen = new HashSet<String>();
    for (String root : roots) {
      var todo = new ArrayDeque<String>();
      todo.add(root);
      while (!todo.isEmpty()) {
        String directory = todo.poll();
        if (!seen.add(directory)) {
          continue;
        }
        NameTree tree = run.get(queries.tree, directory);
        todo.addAll(tree.trees());
        for (String argument : tree.chunks()) {
          search(run.get(queries.chunk, argument), pattern, passedOver, most, best);
        }
      }
    }
    for (String argument : chunks) {
      search(run.get(queries.chunk, argument), pattern, passedOver, most, best);
    }
    for (String file : files) {
      var one = new NameChunk(List.of(file), List.of(run.get(queries.fileNames, file)));
      search(one, pattern, passedOver, most, best);
    }
    var candidates = new ArrayList<>(best);
    candidates.sort(Candidate.ORDER);
    return placed(run, candidates);
  }

  private void search(
      NameChunk chunk,
      FuzzyPattern pattern,
      Predicate<String> passedOver,
      int most,
      PriorityQueue<Candidate> best) {
    for (int f = 0; f < chunk.files().size(); f++) {
      String path = chunk.files().get(f);
      if (passedOver.test(path)) {
        continue;
      }
      FileNames names = chunk.names().get(f);
      long[] sets = names.letters();
      for (int i = 0; i < sets.length; i++) {
        if (!pattern.mayFit(sets[i])) {
          continue;
        }
        String name = names.names().get(i);
        int score = pattern.score(name);
        if (score == FuzzyPattern.NONE) {
          continue;
        }
        var candidate = new Candidate(path, i, name, score);
        if (best.size() < most) {
          best.add(candidate);
        } else if (Candidate.ORDER.compare(candidate, best.peek()) < 0) {
          best.poll();
          best.add(candidate);
        }
      }
    }
  }

  /** The hits with their places; the symbols of a file and its names have the same order. */
  private List<Hit> placed(Run run, List<Candidate> candidates) {
    Map<String, List<FileFacts.Symbol>> files = new HashMap<>();
    var hits = new ArrayList<Hit>();
    for (Candidate candidate : candidates) {
      List<FileFacts.Symbol> symbols =
          files.computeIfAbsent(candidate.path(), path -> run.get(queries.fileSymbols, path));
      if (candidate.index() < symbols.size()) { // not when the file is gone just now
        FileFacts.Symbol symbol = symbols.get(candidate.index());
        hits.add(
            new Hit(
                candidate.path(),
                symbol.name(),
                symbol.kind(),
                symbol.container() < 0 ? "" : symbols.get(symbol.container()).name(),
                symbol.selection(),
                candidate.score()));
      }
    }
    return hits;
  }
}
