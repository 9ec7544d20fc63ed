package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.dprint.FormatterSource;
import dev.ropewalk.wasm.install.ExtensionInstaller;
import dev.ropewalk.wasm.install.InstalledPackage;
import dev.ropewalk.wasm.install.Outcome;
import dev.ropewalk.wasm.registry.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the installed extensions that are no grammars. */
public final class ExtensionShelf {
  private final ExtensionInstaller installer;

  /** Makes a shelf of what an installer installed. */
  public ExtensionShelf(ExtensionInstaller installer) {
    this.installer = installer;
  }

  /**
   * A formatter that is installed.
   *
   * @param digest SHA-256 of the module
   */
  public record FormatterPackage(Manifest manifest, FormatterSource source, String digest) {}

  /**
   * What was found.
   *
   * @param problems packages that could not be read, in words for people
   */
  public record Found(
      List<GuestPackage> analyses, List<FormatterPackage> formatters, List<String> problems) {
    /** Copies the lists. */
    public Found {
      analyses = List.copyOf(analyses);
      formatters = List.copyOf(formatters);
      problems = List.copyOf(problems);
    }
  }

  /** Looks at every package anew. Those that are missing are the grammars' shelf to tell of. */
  public Found look() {
    var analyses = new ArrayList<GuestPackage>();
    var formatters = new ArrayList<FormatterPackage>();
    var problems = new ArrayList<String>();
    if (installer.store().list() instanceof Outcome.Done<List<InstalledPackage>>(var all)) {
      for (InstalledPackage each : all) {
        if (each.present()) {
          switch (installer.extension(each)) {
            case Outcome.Done<Optional<Manifest>>(var manifest) ->
                manifest.ifPresent(one -> add(each, one, analyses, formatters, problems));
            case Outcome.Failed<Optional<Manifest>>(var problem) ->
                problems.add(each.name() + ": " + problem.message());
          }
        }
      }
    }
    return new Found(analyses, formatters, problems);
  }

  private void add(
      InstalledPackage installed,
      Manifest manifest,
      List<GuestPackage> analyses,
      List<FormatterPackage> formatters,
      List<String> problems) {
    String digest = installed.files().get(manifest.module());
    if (digest == null) {
      problems.add(installed.name() + ": its module " + manifest.module() + " is missing");
      return;
    }
    switch (manifest.kind()) {
      case ANALYSIS ->
          analyses.add(new GuestPackage(manifest, () -> module(installed, manifest), digest));
      case FORMATTER ->
          formatters.add(
              new FormatterPackage(
                  manifest,
                  new FormatterSource(manifest.id().value(), () -> module(installed, manifest)),
                  digest));
      case GRAMMAR -> {} // the grammars' shelf has it
    }
  }

  private byte[] module(InstalledPackage installed, Manifest manifest) throws IOException {
    return switch (installer.store().openVerified(installed, manifest.module())) {
      case Outcome.Done<byte[]>(var bytes) -> bytes;
      case Outcome.Failed<byte[]>(var problem) -> throw new IOException(problem.message());
    };
  }
}
