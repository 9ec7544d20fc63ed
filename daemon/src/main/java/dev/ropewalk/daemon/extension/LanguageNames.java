package dev.ropewalk.daemon.extension;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of languages as the world writes them: ids of editors, file names, interpreters. The names
 * that come out are those of grammars, or the dialects {@code jsonc} and {@code json5}.
 */
final class LanguageNames {
  /** What the rules are; to be raised when they change, for their answers are kept. */
  static final String VERSION = "1";

  /** Names that say nothing, so that the file's name decides. */
  private static final List<String> SILENT =
      List.of("", "plaintext", "plain", "text", "txt", "unknown", "fundamental", "conf", "none");

  /** Units of a first line that are looked at. */
  private static final int FIRST_LINE = 200;

  private static final Map<String, String> ALIASES =
      spread(
          Map.ofEntries(
              Map.entry("bash", "shellscript sh shell zsh ksh dash shell-script bats"),
              Map.entry("c", "c-mode h"),
              Map.entry("cpp", "c++ cxx cuda-cpp cuda c++-mode cc hpp arduino"),
              Map.entry("css", "postcss"),
              Map.entry("go", "golang go-mode"),
              Map.entry("html", "htm xhtml html5"),
              Map.entry("java", "java-mode"),
              Map.entry("javascript", "javascriptreact js jsx mjs cjs es6 node js2 rjsx"),
              Map.entry("json", "json-mode geojson"),
              Map.entry("jsonc", "json-with-comments jsonwithcomments"),
              Map.entry("markdown", "md mdx gfm rmd quarto"),
              Map.entry("python", "py python3 py3 python2 pyi sage"),
              Map.entry("rust", "rs rustic"),
              Map.entry("toml", "toml-mode conf-toml"),
              Map.entry("tsx", "typescriptreact"),
              Map.entry("typescript", "ts mts cts deno"),
              Map.entry(
                  "yaml",
                  "yml dockercompose docker-compose github-actions-workflow azure-pipelines"
                      + " ansible helm")));

  private static final Map<String, String> FILE_NAMES =
      spread(
          Map.of(
              "bash",
              ".bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc"
                  + " .zshenv .zprofile .zlogin .kshrc .envrc PKGBUILD APKBUILD",
              "json",
              "package.json package-lock.json composer.lock .prettierrc .watchmanconfig"
                  + " flake.lock Pipfile.lock .all-contributorsrc .bowerrc .htmlhintrc",
              "jsonc",
              ".eslintrc .eslintrc.json .babelrc .babelrc.json .jshintrc .jscsrc .swcrc"
                  + " devcontainer.json .devcontainer.json language-configuration.json"
                  + " api-extractor.json turbo.json deno.json biome.json bun.lock"
                  + " settings.json launch.json tasks.json keybindings.json extensions.json"
                  + " c_cpp_properties.json",
              "toml",
              "Cargo.lock poetry.lock uv.lock Gopkg.lock Pipfile pdm.lock .taplo.toml",
              "yaml",
              ".clang-format .clang-tidy .clangd .gemrc .yamllint CITATION.cff pnpm-lock.yaml",
              "python",
              "SConstruct SConscript wscript BUILD.bazel"));

  private static final Map<String, String> ENDINGS =
      spread(
          Map.ofEntries(
              Map.entry("bash", "sh bash zsh ksh bats ebuild eclass command"),
              Map.entry("c", "c h"),
              Map.entry("cpp", "cc cpp cxx c++ hh hpp hxx h++ inl ipp tpp txx cu cuh ino ixx cppm"),
              Map.entry("css", "css pcss"),
              Map.entry("go", "go"),
              Map.entry("html", "html htm xhtml"),
              Map.entry("java", "java jav"),
              Map.entry("javascript", "js jsx mjs cjs es es6 jsm"),
              Map.entry("json", "json geojson webmanifest har topojson ipynb avsc gltf jsonld map"),
              Map.entry("jsonc", "jsonc code-workspace code-snippets sublime-settings"),
              Map.entry("json5", "json5"),
              Map.entry("markdown", "md markdown mdown mkd mkdn mdx rmd qmd"),
              Map.entry("python", "py pyi pyw py3 gyp gypi rpy"),
              Map.entry("rust", "rs"),
              Map.entry("toml", "toml"),
              Map.entry("tsx", "tsx"),
              Map.entry("typescript", "ts mts cts"),
              Map.entry("yaml", "yaml yml cff sublime-syntax")));

  private static final Map<String, String> INTERPRETERS =
      spread(
          Map.of(
              "bash", "sh bash dash zsh ksh ash busybox bats",
              "python", "python python2 python3 pypy pypy3 uv",
              "javascript", "node nodejs qjs",
              "typescript", "deno ts-node tsx bun",
              "rust", "rust-script cargo-script"));

  /** Files of TypeScript and its kin may hold comments and trailing commas under any suffix. */
  private static final Pattern COMMENTED_JSON =
      Pattern.compile("(tsconfig|jsconfig)([.-].*)?\\.json|.*\\.(eslintrc|swcrc|babelrc)\\.json");

  private static final Pattern MODELINE =
      Pattern.compile(
          "-\\*-\\s*(?:.*?mode:\\s*)?([A-Za-z0-9+_-]+)\\s*(?:;.*?)?-\\*-"
              + "|\\bvim?:.*?\\b(?:ft|filetype|syntax)=([A-Za-z0-9+_.-]+)");

  private LanguageNames() {}

  /**
   * Gives the names that a document may go by, the best first; the first that somebody serves is
   * taken. Empty when nothing is known.
   *
   * @param languageId as the client wrote it
   * @param uri the document's URI
   * @param beginning the beginning of the text
   */
  static List<String> candidates(String languageId, String uri, CharSequence beginning) {
    return candidates(languageId, uri, beginning, name -> false);
  }

  /**
   * Likewise; the text is not looked at for a further name when one before it is served.
   *
   * @param served whether somebody serves a name
   */
  static List<String> candidates(
      String languageId, String uri, CharSequence beginning, Predicate<String> served) {
    var names = new ArrayList<String>();
    String id = languageId.strip().toLowerCase(Locale.ROOT);
    String file = fileName(uri);
    if (!SILENT.contains(id)) {
      String known = ALIASES.containsValue(id) ? id : ALIASES.get(id);
      if (known == null && id.indexOf('.') > 0) {
        // Vim writes javascript.jsx and typescript.tsx: the last part that is known is meant.
        for (String part : id.split("\\.", -1)) {
          known = ALIASES.containsValue(part) ? part : ALIASES.getOrDefault(part, known);
        }
      }
      add(refine(known == null ? id : known, file), file, beginning, names);
      if (known != null) {
        return names;
      }
    }
    byFileName(file).forEach(name -> add(name, file, beginning, names));
    if (names.stream().anyMatch(served)) {
      return names;
    }
    String first = byFirstLine(firstLine(beginning));
    if (!first.isEmpty()) {
      names.add(first);
    }
    return names;
  }

  /**
   * Adds a name. Editors call a {@code .h} file C by its name alone, and so do we: then its content
   * decides. One that is called C++ is C++.
   */
  private static void add(String name, String file, CharSequence beginning, List<String> names) {
    if (name.equals("c")
        && file.toLowerCase(Locale.ROOT).endsWith(".h")
        && HeaderLanguage.isCpp(beginning)) {
      names.add("cpp");
    }
    names.add(name);
  }

  private static CharSequence firstLine(CharSequence beginning) {
    int end = 0;
    while (end < beginning.length()
        && end < FIRST_LINE
        && beginning.charAt(end) != '\n'
        && beginning.charAt(end) != '\r') {
      end++;
    }
    return beginning.subSequence(0, end);
  }

  /** What the file's name adds to an id that is too coarse. */
  private static String refine(String name, String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    if (name.equals("typescript") && lower.endsWith(".tsx")) {
      return "tsx";
    }
    if (name.equals("json")) {
      List<String> byName = byFileName(file);
      if (byName.contains("jsonc") || byName.contains("json5")) {
        return byName.getFirst();
      }
    }
    return name;
  }

  private static List<String> byFileName(String file) {
    if (file.isEmpty()) {
      return List.of();
    }
    String lower = file.toLowerCase(Locale.ROOT);
    String special = FILE_NAMES.getOrDefault(file, FILE_NAMES.get(lower));
    if (special != null) {
      return List.of(special);
    }
    if (lower.endsWith(".json") && COMMENTED_JSON.matcher(lower).matches()) {
      return List.of("jsonc");
    }
    for (int dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1)) {
      String ending = lower.substring(dot + 1);
      String known = ENDINGS.get(ending);
      if (known != null) {
        return List.of(known);
      }
    }
    return List.of();
  }

  private static String byFirstLine(CharSequence firstLine) {
    String line = firstLine.toString();
    if (line.startsWith("\uFEFF")) {
      line = line.substring(1);
    }
    if (line.startsWith("#!")) {
      return interpreter(line.substring(2).strip());
    }
    String lower = line.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return "html";
    }
    Matcher matcher = MODELINE.matcher(line);
    if (matcher.find()) {
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      String known = name.toLowerCase(Locale.ROOT);
      return ALIASES.getOrDefault(known, known);
    }
    return "";
  }

  private static String interpreter(String command) {
    for (String word : command.split("\\s+", -1)) {
      String name = word.substring(word.lastIndexOf('/') + 1);
      if (name.equals("env") || name.startsWith("-") || name.indexOf('=') > 0) {
        continue;
      }
      String known = INTERPRETERS.get(name);
      if (known == null) {
        // python3.12 and bash5 are python and bash.
        known = INTERPRETERS.get(name.replaceAll("[0-9.]+$", ""));
      }
      return known == null ? name : known;
    }
    return "";
  }

  /** The last segment of a URI, decoded as far as names of files need it. */
  static String fileName(String uri) {
    int end = uri.length();
    int query = uri.indexOf('?');
    int fragment = uri.indexOf('#');
    end = query >= 0 ? query : end;
    end = fragment >= 0 && fragment < end ? fragment : end;
    String path = uri.substring(0, end);
    int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf(':'));
    return path.substring(slash + 1).replace("%20", " ").replace("%2B", "+").replace("%2b", "+");
  }

  private static Map<String, String> spread(Map<String, String> lists) {
    var spread = new HashMap<String, String>();
    lists.forEach(
        (name, words) -> {
          for (String word : words.split(" ", -1)) {
            if (!word.isEmpty()) {
              spread.put(word, name);
            }
          }
        });
    return Map.copyOf(spread);
  }
}
