package dev.ropewalk.daemon.analysis;

import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.config.AnalysisSettings;
import dev.ropewalk.daemon.extension.Language;
import dev.ropewalk.wasm.treesitter.SyntaxError;
import dev.ropewalk.wasm.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The syntax errors of stretches of other languages that are parts of their text, as scripts of a
 * page. Samples, as fences in Markdown, are often cut short, and its HTML comes in pieces: which
 * texts' stretches are judged is a setting.
 */
final class InjectedDiagnosticsQuery extends InjectedQuery<List<SyntaxError>, Diagnostics> {
  private final AnalysisSettings settings;

  InjectedDiagnosticsQuery(AnalysisSettings settings) {
    super(
        "diagnostics-injected",
        ResultCodecs.DIAGNOSTICS,
        Diagnostics.NONE,
        settings.maxInjections(),
        List.of(settings.maxDiagnosticsPerDocument(), whoseNumber(settings)));
    this.settings = settings;
  }

  /** The question about a whole document; numbers: how many at most, and of which languages. */
  static Question of(Subject subject, AnalysisSettings settings) {
    return Question.of(subject, settings.maxDiagnosticsPerDocument(), whoseNumber(settings));
  }

  /** A number that differs when other languages are told of. */
  private static int whoseNumber(AnalysisSettings settings) {
    return List.of(
            settings.syntaxDiagnosticsOff().stream().sorted().toList(),
            settings.syntaxDiagnosticsWithin().stream().sorted().toList())
        .hashCode();
  }

  @Override
  boolean takes(Injected stretch, Language language) {
    return takes(stretch, language, settings);
  }

  /**
   * Whether errors are told of a stretch. A language without symbols is one of parts: inline
   * markup, regular expressions.
   */
  static boolean takes(Injected stretch, Language language, AnalysisSettings settings) {
    return !stretch.named()
        && InjectedOutlineQuery.sourceOf(language) != null
        && !settings.syntaxDiagnosticsOff().contains(language.id());
  }

  @Override
  Mixed<List<SyntaxError>> read(SyntaxTree tree, Language language, int length) {
    return read(tree, language, length, settings);
  }

  /** Reads one error more than are told. */
  static Mixed<List<SyntaxError>> read(
      SyntaxTree tree, Language language, int length, AnalysisSettings settings) {
    return new Mixed<>(
        tree.errors(settings.maxDiagnosticsPerDocument() + 1),
        settings.syntaxDiagnosticsWithin().contains(language.id())
            ? InjectionReader.read(tree, language, 0, length)
            : List.of());
  }

  @Override
  Diagnostics build(List<SyntaxError> errors, Text text, Pace pace) {
    return SyntaxComplaints.of(errors, text, settings.maxDiagnosticsPerDocument());
  }

  @Override
  Diagnostics merge(Diagnostics own, List<Inner<Diagnostics>> inner, Around around, Pace pace) {
    return merge(own, inner, settings.maxDiagnosticsPerDocument());
  }

  /** The first errors of all. */
  static Diagnostics merge(Diagnostics own, List<Inner<Diagnostics>> inner, int limit) {
    var items = new ArrayList<>(own.items());
    boolean truncated = own.truncated();
    for (Inner<Diagnostics> each : inner) {
      int place = each.stretch().startUtf16();
      truncated |= each.result().truncated();
      for (Diagnostics.Item item : each.result().items()) {
        items.add(
            new Diagnostics.Item(
                item.startUtf16() + place, item.endUtf16() + place, item.code(), item.message()));
      }
    }
    items.sort(Comparator.comparingInt(Diagnostics.Item::startUtf16));
    return new Diagnostics(
        items.subList(0, Math.min(items.size(), limit)), truncated || items.size() > limit);
  }
}
