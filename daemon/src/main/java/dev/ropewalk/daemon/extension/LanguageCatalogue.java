package dev.ropewalk.daemon.extension;

import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.wasm.registry.ExtensionId;
import dev.ropewalk.wasm.registry.ExtensionKind;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.registry.Manifest;
import dev.ropewalk.wasm.treesitter.GrammarSource;
import dev.ropewalk.wasm.treesitter.SyntaxHost;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The languages of a daemon. A change of the set is seen whole or not at all. */
public final class LanguageCatalogue implements LanguageRegistry {
  /*
   * `current` is an immutable view that readers take once for each question; `replace` builds the
   * next one under the monitor and publishes it with one write. A grammar whose identity did not
   * change keeps its Language object, and with it its compiled queries. One that did change gets
   * new ones; results are kept by the fingerprint of module and queries, so those of the old module
   * are never shown as those of the new one, and the same grammar installed again finds its own.
   */
  private final SyntaxHost host;
  private final ExtensionRegistry extensions;
  private final Set<String> withoutErrors;

  private volatile View current = new View(Map.of(), Map.of(), Map.of());

  /**
   * Makes a catalogue without languages.
   *
   * @param extensions hears of every grammar, under the name of its language
   * @param withoutErrors languages whose syntax errors nobody wants to see
   */
  public LanguageCatalogue(
      SyntaxHost host, ExtensionRegistry extensions, Set<String> withoutErrors) {
    this.host = host;
    this.extensions = extensions;
    this.withoutErrors = Set.copyOf(withoutErrors);
  }

  /** A grammar in use. */
  public record Served(Grammar grammar, SyntaxLanguage syntax) {}

  private record View(
      Map<String, Language> byName, Map<String, String> byFileType, Map<String, Served> served) {}

  /**
   * Replaces the set of grammars; of two with one name the later one counts. Costs nothing until a
   * grammar is used.
   */
  public synchronized void replace(List<Grammar> grammars) {
    View before = current;
    var byName = new HashMap<String, Language>();
    var byFileType = new HashMap<String, String>();
    var served = new HashMap<String, Served>();
    var chosen = new HashMap<String, Grammar>();
    grammars.forEach(grammar -> chosen.put(grammar.name(), grammar));
    for (Grammar grammar : chosen.values()) {
      Served old = before.served.get(grammar.name());
      if (old != null && old.grammar().identity().equals(grammar.identity())) {
        served.put(grammar.name(), old);
        byName.put(grammar.name(), before.byName.get(grammar.name()));
        copyDialects(grammar.name(), before, byName);
      } else {
        SyntaxLanguage syntax =
            host.language(
                new GrammarSource(
                    grammar.name(),
                    grammar.version(),
                    grammar.module(),
                    List.copyOf(grammar.queries().values())));
        served.put(grammar.name(), new Served(grammar, syntax));
        add(grammar, syntax, byName);
        extensions.register(manifest(grammar), syntax.life());
      }
      for (String type : grammar.fileTypes()) {
        byFileType.putIfAbsent(type.toLowerCase(Locale.ROOT), grammar.name());
      }
    }
    for (String gone : before.served.keySet()) {
      if (!served.containsKey(gone)) {
        extensions.remove(new ExtensionId(gone));
      }
    }
    current = new View(Map.copyOf(byName), Map.copyOf(byFileType), Map.copyOf(served));
  }

  /** A document loads its grammar itself, the moment that it opens. */
  private static Manifest manifest(Grammar grammar) {
    return Manifest.derived(
        new ExtensionId(grammar.name()),
        grammar.version(),
        ExtensionKind.GRAMMAR,
        "tree-sitter-" + grammar.name() + ".wasm",
        List.of(grammar.name()));
  }

  /** The grammars in use, by name. */
  public List<Served> served() {
    return served(current);
  }

  private static List<Served> served(View view) {
    return view.served.values().stream()
        .sorted((a, b) -> a.grammar().name().compareTo(b.grammar().name()))
        .toList();
  }

  @Override
  public String digest() {
    return digest(current);
  }

  private static String digest(View view) {
    var writer = new CanonicalWriter().putString(LanguageNames.VERSION);
    for (Served served : served(view)) {
      writer.putString(served.grammar.name()).putString(served.grammar.identity());
      writer.putStringSet(served.grammar.fileTypes());
    }
    return Fingerprint.of(writer.toBytes()).toString();
  }

  @Override
  public Optional<Language> find(String languageId, String uri, CharSequence beginning) {
    View view = current;
    return named(view, languageId, uri, beginning)
        .or(() -> byFileType(view, LanguageNames.fileName(uri).toLowerCase(Locale.ROOT)));
  }

  /**
   * Also by a file type, which is what people write for a language that has no other short name.
   */
  @Override
  public LanguageTable table() {
    View view = current;
    return new LanguageTable(
        digest(view),
        name ->
            named(view, name, "", "").or(() -> byFileType(view, name.toLowerCase(Locale.ROOT))));
  }

  private static Optional<Language> named(
      View view, String languageId, String uri, CharSequence beginning) {
    return LanguageNames.candidates(languageId, uri, beginning, view.byName::containsKey).stream()
        .map(view.byName::get)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static Optional<Language> byFileType(View view, String file) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String name = view.byFileType.get(file);
    for (int dot = file.indexOf('.'); name == null && dot >= 0; dot = file.indexOf('.', dot + 1)) {
      name = view.byFileType.get(file.substring(dot + 1));
    }
    return name == null ? Optional.empty() : Optional.ofNullable(view.byName.get(name));
  }

  private void add(Grammar grammar, SyntaxLanguage syntax, Map<String, Language> byName) {
    var fingerprint = new GrammarFingerprint(grammar.module(), grammar.queries());
    put(grammar.name(), fingerprint, syntax, grammar, byName);
    if (grammar.name().equals("json")) {
      var commented = new TolerantSyntax(syntax, TrailingComma::isTrailingComma);
      put("jsonc", fingerprint, commented, grammar, byName);
      // JSON5 has unquoted names and more, which the grammar takes for errors.
      put("json5", fingerprint, new TolerantSyntax(syntax, (text, error) -> true), grammar, byName);
    }
  }

  private void put(
      String name,
      GrammarFingerprint fingerprint,
      SyntaxLanguage syntax,
      Grammar grammar,
      Map<String, Language> byName) {
    SyntaxLanguage shown =
        withoutErrors.contains(name)
            ? new TolerantSyntax(syntax, (text, error) -> true)
            : GrammarGaps.of(name)
                .<SyntaxLanguage>map(gaps -> new TolerantSyntax(syntax, gaps))
                .orElse(syntax);
    byName.put(name, new Language(name, fingerprint::value, shown, grammar.queries()));
  }

  private static void copyDialects(String name, View before, Map<String, Language> byName) {
    if (name.equals("json")) {
      for (String dialect : List.of("jsonc", "json5")) {
        byName.put(dialect, before.byName.get(dialect));
      }
    }
  }
}
