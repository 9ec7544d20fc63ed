package dev.ropewalk.daemon.analysis.index;

import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.Imports;
import dev.ropewalk.daemon.analysis.Outline;
import dev.ropewalk.daemon.analysis.OutlineBuilder;
import dev.ropewalk.daemon.analysis.Pace;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.daemon.extension.QueryKind;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.treesitter.Matches;
import dev.ropewalk.wasm.treesitter.QuerySource;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Makes the facts of a text from what its tree gives. */
final class FactsReader {
  private static final Matches NOTHING =
      new Matches(
          0, new int[0], new int[1], new int[0], new int[0], new int[0], List.of(), List.of());

  private final Text text;
  private final Pace pace;
  private int[] offsets = new int[64];
  private int count;
  private int[] lines = new int[0];
  private int[] characters = new int[0];

  private FactsReader(Text text, Pace pace) {
    this.text = text;
    this.pace = pace;
  }

  /**
   * What a tree tells; runs on its lane. When the queries do not fit together, the outline alone.
   */
  static Matches read(SyntaxTree tree, Language language) {
    Map<QueryKind, QuerySource> queries = language.queries();
    QuerySource outline = queries.getOrDefault(QueryKind.OUTLINE, queries.get(QueryKind.TAGS));
    QuerySource all = queries.getOrDefault(QueryKind.FACTS, outline);
    int end = tree.text().lengthUtf16();
    if (all == null) {
      return NOTHING;
    }
    try {
      return tree.matches(all, 0, end);
    } catch (GuestException e) {
      if (e.code() != GuestException.Code.BAD_QUERY || outline == null) {
        throw e;
      }
      return tree.matches(outline, 0, end);
    }
  }

  /** The facts. */
  static FileFacts facts(Matches matches, Text text, Pace pace) {
    return new FactsReader(text, pace).facts(matches);
  }

  private FileFacts facts(Matches matches) {
    Outline outline = OutlineBuilder.of(matches, text, pace);
    outline.forEach(
        s -> {
          add(s.startUtf16());
          add(s.endUtf16());
          add(s.nameStartUtf16());
          add(s.nameEndUtf16());
        });
    int[] references = references(matches);
    for (int offset : references) {
      add(offset);
    }
    List<Imports.Found> imports = Imports.of(matches, text, pace).items();
    imports.forEach(
        one -> {
          add(one.startUtf16());
          add(one.endUtf16());
        });
    convert();
    var symbols = new ArrayList<FileFacts.Symbol>();
    outline.roots().forEach(root -> symbols(root, -1, symbols));
    return new FileFacts(
        FileFacts.Reason.NONE,
        symbols,
        references(references),
        imports.stream()
            .map(
                one ->
                    new FileFacts.Import(
                        one.style(),
                        one.target(),
                        one.name(),
                        span(one.startUtf16(), one.endUtf16())))
            .toList());
  }

  private void symbols(Outline.Symbol symbol, int container, List<FileFacts.Symbol> out) {
    int index = out.size();
    out.add(
        new FileFacts.Symbol(
            symbol.name(),
            symbol.kind(),
            container,
            span(symbol.startUtf16(), symbol.endUtf16()),
            span(symbol.nameStartUtf16(), symbol.nameEndUtf16())));
    symbol.children().forEach(child -> symbols(child, index, out));
  }

  /** Start and end of each name that is used, in text order, each once. */
  private int[] references(Matches matches) {
    var places = new TreeSet<Long>();
    for (int m = 0; m < matches.count(); m++) {
      pace.step();
      int name = -1;
      boolean used = false;
      for (int c = matches.first()[m]; c < matches.first()[m + 1]; c++) {
        String capture = matches.names().get(matches.name()[c]);
        if (capture.startsWith("local.reference")) {
          used = true;
          name = c;
        } else if (capture.startsWith("reference")) {
          used = true;
        } else if (capture.equals("name")) {
          name = c;
        }
      }
      if (used && name >= 0) {
        places.add(((long) matches.startUtf16()[name] << 32) | matches.endUtf16()[name]);
      }
    }
    int[] out = new int[2 * places.size()];
    int i = 0;
    for (long place : places) {
      out[i++] = (int) (place >> 32);
      out[i++] = (int) place;
    }
    return out;
  }

  private FileFacts.References references(int[] bounds) {
    int uses = bounds.length / 2;
    var names = new TreeSet<String>();
    var each = new String[uses];
    for (int i = 0; i < uses; i++) {
      pace.step();
      each[i] = text.slice(bounds[2 * i], bounds[2 * i + 1]);
      names.add(each[i]);
    }
    List<String> sorted = List.copyOf(names);
    int[] places = new int[3 * uses];
    for (int i = 0; i < uses; i++) {
      pace.step();
      places[3 * i] = java.util.Collections.binarySearch(sorted, each[i]);
      places[3 * i + 1] = line(bounds[2 * i]);
      places[3 * i + 2] = character(bounds[2 * i]);
    }
    return new FileFacts.References(sorted, places);
  }

  private void add(int offset) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = offset;
  }

  private void convert() {
    Arrays.sort(offsets, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (distinct == 0 || offsets[distinct - 1] != offsets[i]) {
        offsets[distinct++] = offsets[i];
      }
    }
    count = distinct;
    lines = new int[count];
    characters = new int[count];
    text.positionsOf(offsets, count, PositionEncoding.UTF_16, lines, characters);
  }

  private int line(int offset) {
    return lines[Arrays.binarySearch(offsets, 0, count, offset)];
  }

  private int character(int offset) {
    return characters[Arrays.binarySearch(offsets, 0, count, offset)];
  }

  private FileFacts.Span span(int start, int end) {
    return new FileFacts.Span(line(start), character(start), line(end), character(end));
  }
}
