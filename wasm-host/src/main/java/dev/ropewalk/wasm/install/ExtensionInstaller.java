package dev.ropewalk.wasm.install;

import dev.ropewalk.wasm.registry.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Adds packages of extensions, and keeps them in a {@link PackageStore}. Safe for any thread. */
public final class ExtensionInstaller implements AutoCloseable {

  /**
   * Where things are kept and looked for.
   *
   * @param packages the store's folder, on one file system; made when it is absent
   * @param lockFile the user's lock file; made when it is absent
   * @param registry Ropewalk's registry setting; empty to ask npm's configuration
   * @param bundled finds packages that come with Ropewalk, for borrowed queries
   */
  public record Places(
      Path packages,
      Path lockFile,
      Optional<String> registry,
      Function<String, Optional<Path>> bundled) {}

  private final InstallCounters counters = new InstallCounters();
  private final InstallLimits limits;
  private final ModuleVetting vetting;
  private final Function<String, Optional<Path>> bundled;
  private final PackageStore store;
  private final NpmRegistry registry;
  private final CGrammarCompiler compiler;

  public ExtensionInstaller(
      Places places,
      HostEnvironment environment,
      InstallLimits limits,
      ModuleVetting vetting,
      InstantSource clock) {
    this.limits = limits;
    this.vetting = vetting;
    this.bundled = places.bundled();
    this.store = new PackageStore(places.packages(), places.lockFile(), limits, clock, counters);
    this.registry =
        new NpmRegistry(
            new NpmConfiguration(
                places.registry().orElse(""), environment, limits.network().npmTimeout()),
            limits.network(),
            counters);
    this.compiler = new CGrammarCompiler(environment, limits, counters);
  }

  /** The packages that are installed. */
  public PackageStore store() {
    return store;
  }

  /** What was done so far. */
  public InstallStatistics statistics() {
    return counters.snapshot();
  }

  /**
   * Adds a package, or replaces it by another version. Blocks for as long as the limits allow; an
   * interrupt ends it. On a problem nothing is changed and nothing is kept.
   */
  public Outcome<InstalledGrammars> add(PackageSpec spec, InstallProgress progress) {
    Outcome<InstalledGrammars> outcome =
        Outcome.of(
            () ->
                switch (spec) {
                  case PackageSpec.Npm npm -> addNpm(npm, progress);
                  case PackageSpec.Local local -> addLocal(local, progress);
                });
    switch (outcome) {
      case Outcome.Done<InstalledGrammars> done -> counters.installed.increment();
      case Outcome.Failed<InstalledGrammars> failed -> counters.failed.increment();
    }
    return outcome;
  }

  /**
   * Reads the grammars of an installed package. Contents of modules are not checked here: use
   * {@link PackageStore#openVerified}.
   */
  public Outcome<GrammarPackage> grammars(InstalledPackage installed) {
    return Outcome.of(() -> GrammarPackage.parse(installed.folder(), siblings(), limits));
  }

  /**
   * What an installed package is beside grammars.
   *
   * @return empty when it is nothing else
   */
  public Outcome<Optional<Manifest>> extension(InstalledPackage installed) {
    return Outcome.of(() -> ExtensionPackage.read(installed.folder()));
  }

  private InstalledGrammars addNpm(PackageSpec.Npm spec, InstallProgress progress)
      throws Refusal, IOException, InterruptedException {
    progress.phase(InstallPhase.RESOLVE, spec.toString());
    NpmRelease release = registry.resolve(spec);
    String label = release.name() + "@" + release.version();
    try (Staging staging = store.stage()) {
      progress.phase(InstallPhase.DOWNLOAD, label);
      String pinned = store.pin(release.name(), release.version());
      String integrity = registry.download(release, pinned, staging.tarball(), progress);
      progress.phase(InstallPhase.UNPACK, label);
      PackageFiles.unpack(staging.tarball(), staging.files(), limits.unpack());
      var unused = prepare(staging, label, release.name(), progress);
      progress.phase(InstallPhase.STORE, label);
      return finished(
          store.commit(
              staging, release.name(), release.version(), InstalledPackage.Origin.NPM, integrity));
    }
  }

  private InstalledGrammars addLocal(PackageSpec.Local spec, InstallProgress progress)
      throws Refusal, IOException, InterruptedException {
    Path source = spec.path();
    try (Staging staging = store.stage()) {
      progress.phase(InstallPhase.UNPACK, source.toString());
      if (Files.isDirectory(source)) {
        checkLooksLikePackage(source);
        PackageFiles.copy(source, staging.files(), limits.unpack());
      } else if (Files.isRegularFile(source)) {
        if (Files.size(source) > limits.network().maxTarballBytes()) {
          throw new Refusal(
              ProblemCode.TOO_LARGE,
              source + " is larger than " + limits.network().maxTarballBytes() + " bytes");
        }
        PackageFiles.unpack(source, staging.files(), limits.unpack());
      } else {
        throw new Refusal(
            ProblemCode.NOT_FOUND,
            "there is no folder or .tgz file " + source + "; for a package of npm write npm:NAME");
      }
      String folder = String.valueOf(source.getFileName()).toLowerCase(Locale.ROOT);
      String fallback = folder.endsWith(".tgz") ? folder.replace(".tgz", "") : folder;
      Prepared described = prepare(staging, source.toString(), fallback, progress);
      String name = PackageName.check(described.name());
      String version = described.version();
      progress.phase(InstallPhase.STORE, name + "@" + version);
      return finished(store.commit(staging, name, version, InstalledPackage.Origin.LOCAL, ""));
    }
  }

  /** Copying a home folder by mistake would only end at the limits. */
  private static void checkLooksLikePackage(Path source) throws Refusal {
    if (!Files.isRegularFile(source.resolve(ExtensionPackage.MANIFEST))
        && !Files.isRegularFile(source.resolve("tree-sitter.json"))
        && !Files.isRegularFile(source.resolve("package.json"))) {
      throw new Refusal(
          ProblemCode.NOT_AN_EXTENSION,
          source + " has no ropewalk.toml, no tree-sitter.json and no package.json");
    }
  }

  /** What was unpacked, by its own name. */
  private record Prepared(String name, String version) {}

  /** Reads what was unpacked, compiles what has to be, and vets every module. */
  private Prepared prepare(Staging staging, String label, String fallback, InstallProgress progress)
      throws Refusal, IOException, InterruptedException {
    Path files = staging.files();
    GrammarPackage described = GrammarPackage.parse(files, siblings(), limits);
    Optional<Manifest> written = ExtensionPackage.read(files);
    String name =
        !described.name().isEmpty()
            ? described.name()
            : written.map(manifest -> manifest.id().value()).orElse(fallback);
    String version =
        !described.version().isEmpty()
            ? described.version()
            : written
                .map(Manifest::version)
                .filter(PackageSpecParser::isExactVersion)
                .orElse("0.0.0");
    Optional<Manifest> extension =
        written.isPresent() || !described.grammars().isEmpty()
            ? written
            : ExtensionPackage.derive(files, name, version);
    if (extension.isEmpty() && described.grammars().isEmpty()) {
      throw new Refusal(
          ProblemCode.NOT_AN_EXTENSION,
          label
              + " is no extension: it has no ropewalk.toml, no 'grammars' in tree-sitter.json, no"
              + " 'tree-sitter' in package.json, and no plugin of dprint");
    }
    if (written.isPresent() && described.grammars().isEmpty()) {
      PackageFiles.deleteModules(files, written.get().module());
    }
    if (extension.isPresent()) {
      progress.phase(InstallPhase.COMPILE, extension.get().id().value());
      judge(files, extension.get(), written.isEmpty());
    }
    var compiled = new HashSet<String>();
    for (Grammar grammar : described.grammars()) {
      if (grammar.wasm().isEmpty() && compiled.add(grammar.symbol())) {
        compile(grammar, staging, label, progress);
      }
    }
    if (compiled.isEmpty()) {
      PackageFiles.deleteSources(files);
    }
    vet(files, extension.map(Manifest::module).orElse(""));
    return new Prepared(name, version);
  }

  private void judge(Path files, Manifest manifest, boolean derived) throws Refusal, IOException {
    byte[] module = ExtensionPackage.module(files, manifest);
    ModuleVetting.Verdict verdict =
        SideModule.isModule(module)
            ? vetting.judge(manifest, module)
            : new ModuleVetting.Refused("it does not begin as a WebAssembly module does");
    switch (verdict) {
      case ModuleVetting.Refused(String why) ->
          throw new Refusal(
              ProblemCode.MODULE_REFUSED,
              "the module '" + Printable.of(manifest.module()) + "' is refused: " + why);
      case ModuleVetting.Accepted(var served) -> {
        if (derived) {
          ExtensionPackage.write(files, manifest, served);
        }
      }
    }
  }

  private void compile(Grammar grammar, Staging staging, String label, InstallProgress progress)
      throws Refusal, IOException, InterruptedException {
    String file = "tree-sitter-" + grammar.symbol() + ".wasm";
    if (grammar.sources().isEmpty()) {
      throw new Refusal(
          ProblemCode.NOT_AN_EXTENSION,
          label
              + " has neither "
              + file
              + " nor C sources for the grammar '"
              + grammar.name()
              + "'. Look for a version that ships the .wasm file, or build it and add the folder");
    }
    progress.phase(InstallPhase.COMPILE, grammar.name());
    byte[] module = compiler.build(grammar.sources().get(), grammar.symbol(), staging.scratch());
    try (var out = PrivateFiles.write(staging.files().resolve(file))) {
      out.write(module);
    }
  }

  /**
   * Vets the modules of grammars.
   *
   * @param judged one that was judged already
   */
  private void vet(Path folder, String judged) throws Refusal, IOException {
    for (String file : PackageFiles.hashes(folder).keySet()) {
      if (!file.endsWith(".wasm") || file.equals(judged)) {
        continue;
      }
      byte[] module = Files.readAllBytes(folder.resolve(file)); // bounded when it was unpacked
      Optional<String> refused =
          SideModule.isModule(module)
              ? vetting.refuse(file, module)
              : Optional.of("it does not begin as a WebAssembly module does");
      if (refused.isPresent()) {
        throw new Refusal(
            ProblemCode.MODULE_REFUSED,
            "the module '" + Printable.of(file) + "' is refused: " + refused.get());
      }
    }
  }

  private InstalledGrammars finished(InstalledPackage installed) throws Refusal, IOException {
    GrammarPackage described = GrammarPackage.parse(installed.folder(), siblings(), limits);
    return new InstalledGrammars(
        installed,
        described.grammars(),
        ExtensionPackage.read(installed.folder()),
        described.warnings());
  }

  /** Installed packages first: the user chose their version. */
  private Function<String, Optional<Path>> siblings() throws Refusal, IOException {
    Map<String, Path> folders = new HashMap<>();
    for (InstalledPackage installed : store.installed()) {
      if (installed.present()) {
        folders.put(installed.name(), installed.folder());
      }
    }
    return name -> folders.containsKey(name) ? Optional.of(folders.get(name)) : bundled.apply(name);
  }

  @Override
  public void close() {
    registry.close();
  }
}
