package dev.ropewalk.daemon.extension.format;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.gson.JsonObject;
import dev.ropewalk.daemon.extension.ExtensionShelf;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.dprint.ConfigDiagnostic;
import dev.ropewalk.wasm.dprint.EmbeddedFormatter;
import dev.ropewalk.wasm.dprint.EmbeddedRequest;
import dev.ropewalk.wasm.dprint.FormatConfig;
import dev.ropewalk.wasm.dprint.FormatRequest;
import dev.ropewalk.wasm.dprint.FormatResult;
import dev.ropewalk.wasm.dprint.Formatter;
import dev.ropewalk.wasm.dprint.FormatterHost;
import dev.ropewalk.wasm.dprint.FormatterInfo;
import dev.ropewalk.wasm.dprint.FormatterStatus;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.ExtensionRegistry;
import dev.ropewalk.wasm.registry.Manifest;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The formatters that are installed. */
public final class Formatters {
  /*
   * Which formatter serves a file is told by manifests and the configuration, so that nothing is
   * loaded to find it. By which key a configuration has a plugin's settings, only the plugin says:
   * it is asked once, before the first text.
   */
  private final FormatterHost host;
  private final ExtensionRegistry registry;
  private volatile Calls calls = (formatter, result, nanos) -> {};
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  @GuardedBy("this")
  private final TreeMap<String, Installed> installed = new TreeMap<>();

  /**
   * A formatter in use.
   *
   * @param accepted the last configuration that it found no fault with
   */
  private record Installed(
      Manifest manifest,
      String digest,
      Formatter formatter,
      AtomicReference<@Nullable FormatConfig> accepted) {
    /** Whether its manifest says that it formats files of this name. */
    boolean serves(Path file) {
      return manifest.files().stream().anyMatch(glob -> matches(glob, file));
    }

    private static boolean matches(String glob, Path file) {
      var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      Path name = file.getFileName();
      return matcher.matches(file) || (name != null && matcher.matches(name));
    }
  }

  /** Makes one without formatters. */
  public Formatters(FormatterHost host, ExtensionRegistry registry) {
    this.host = host;
    this.registry = registry;
  }

  /** Makes these the installed formatters; one that is the same as before stays as it is. */
  public void install(Collection<ExtensionShelf.FormatterPackage> packages) {
    synchronized (this) {
      var ids = new ArrayList<String>();
      for (ExtensionShelf.FormatterPackage each : packages) {
        String id = each.manifest().id().value();
        ids.add(id);
        Installed before = installed.get(id);
        if (before == null
            || !before.digest.equals(each.digest())
            || !before.manifest.equals(each.manifest())) {
          Formatter made = host.formatter(each.source());
          registry.register(each.manifest(), made.life());
          installed.put(
              id, new Installed(each.manifest(), each.digest(), made, new AtomicReference<>()));
        }
      }
      for (String id : List.copyOf(installed.keySet())) {
        Installed gone = ids.contains(id) ? null : installed.remove(id);
        if (gone != null) {
          registry.remove(gone.manifest.id());
          host.remove(id);
        }
      }
    }
    listeners.forEach(Runnable::run);
  }

  /** Has somebody hear of every change of the set, until the answer is closed. */
  public AutoCloseable subscribe(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Hears of every text that was formatted, those inside of others too. */
  @FunctionalInterface
  public interface Calls {
    /** A formatter answered after so long. */
    void ended(String formatter, FormatResult result, long nanos);
  }

  /** Tells of calls from now on. */
  public void tell(Calls listener) {
    calls = listener;
  }

  /** Whether there are any. */
  public synchronized boolean isEmpty() {
    return installed.isEmpty();
  }

  /** How each fares. */
  public List<FormatterStatus> status() {
    return host.status();
  }

  private synchronized List<Installed> all() {
    return List.copyOf(installed.values());
  }

  /**
   * How an editor indents, for files without a configuration.
   *
   * @param width columns of a step
   */
  public record Indentation(int width, boolean spaces) {
    private String globalJson() {
      var global = new JsonObject();
      global.addProperty("indentWidth", Math.clamp(width, 1, 255));
      global.addProperty("useTabs", !spaces);
      return global.toString();
    }
  }

  /** A file with its formatter, and the configuration that both are told. */
  public final class Job {
    private final Installed chosen;
    private final Path file;
    private final Optional<DprintConfig> config;
    private final Indentation indentation;

    private Job(
        Installed chosen, Path file, Optional<DprintConfig> config, Indentation indentation) {
      this.chosen = chosen;
      this.file = file;
      this.config = config;
      this.indentation = indentation;
    }

    /** The id of the formatter. */
    public String formatter() {
      return chosen.manifest.id().value();
    }

    /**
     * Formats the whole text.
     *
     * @param text in UTF-8; not changed by anybody afterwards
     * @return never fails but by being cancelled, which stops the guest
     */
    public CompletableFuture<FormatResult> format(byte[] text) {
      return run(
          chosen,
          settings ->
              new FormatRequest(file.toString(), text, settings, Optional.empty(), embedded(), 0));
    }

    private EmbeddedFormatter embedded() {
      return new EmbeddedFormatter() {
        @Override
        public CompletableFuture<FormatResult> format(EmbeddedRequest request) {
          Optional<Installed> other = find(inner(request.path()), Optional.empty());
          return other.isEmpty()
              ? CompletableFuture.completedFuture(new FormatResult.Unchanged())
              : run(other.get(), request::toRequest);
        }
      };
    }

    private Path inner(String path) {
      try {
        return file.resolveSibling(path);
      } catch (InvalidPathException e) {
        return file.resolveSibling("embedded"); // which nobody formats
      }
    }

    private CompletableFuture<FormatResult> run(
        Installed by, Function<FormatConfig, FormatRequest> request) {
      long begun = System.nanoTime();
      CompletableFuture<FormatterInfo> info = by.formatter.info();
      var answer = new CompletableFuture<FormatResult>();
      var timed =
          answer.whenComplete(
              (result, failure) -> {
                if (failure == null) {
                  calls.ended(by.manifest.id().value(), result, System.nanoTime() - begun);
                }
              });
      var unused =
          info.whenComplete(
              (known, failure) -> {
                if (failure != null) {
                  answer.complete(failed(failure));
                  return;
                }
                try {
                  FormatConfig settings = settings(known.configKey());
                  format(by, settings, request.apply(settings), answer);
                } catch (IllegalArgumentException e) {
                  answer.complete(refused(e.getMessage()));
                }
              });
      Cancellation.follow(timed, answer);
      Cancellation.follow(timed, info);
      return timed;
    }

    /** As dprint does, formats nothing by a configuration that the plugin finds fault with. */
    private void format(
        Installed by,
        FormatConfig settings,
        FormatRequest request,
        CompletableFuture<FormatResult> answer) {
      if (config.isEmpty() || settings.equals(by.accepted.get())) {
        pass(by.formatter.format(request), answer);
        return;
      }
      CompletableFuture<List<ConfigDiagnostic>> asked = by.formatter.diagnostics(settings);
      Cancellation.follow(answer, asked);
      var unused =
          asked.whenComplete(
              (faults, failure) -> {
                if (failure != null) {
                  answer.complete(failed(failure));
                } else if (faults.isEmpty()) {
                  by.accepted.set(settings);
                  pass(by.formatter.format(request), answer);
                } else {
                  answer.complete(
                      refused(
                          faults.stream()
                              .map(one -> one.property() + ": " + one.message())
                              .collect(Collectors.joining("; "))));
                }
              });
    }

    private static void pass(
        CompletableFuture<FormatResult> formatting, CompletableFuture<FormatResult> answer) {
      Cancellation.follow(answer, formatting);
      var unused =
          formatting.whenComplete(
              (result, problem) -> answer.complete(problem == null ? result : failed(problem)));
    }

    private FormatResult refused(@Nullable String why) {
      return new FormatResult.Failed(
          GuestException.Code.BAD_CONFIGURATION, config.map(c -> c.file() + ": ").orElse("") + why);
    }

    private FormatConfig settings(String key) {
      return config.isPresent()
          ? new FormatConfig(config.get().pluginJson(key), config.get().globalJson())
          : new FormatConfig("{}", indentation.globalJson());
    }
  }

  private static FormatResult failed(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof GuestException known
        ? new FormatResult.Failed(known.code(), String.valueOf(known.getMessage()))
        : new FormatResult.Failed(
            GuestException.Code.CANCELLED, "the formatter was stopped before it answered");
  }

  /**
   * Finds who formats a file, and by which configuration.
   *
   * @param file absolute; need not exist
   * @param top the last directory in which a configuration is looked for
   * @param indentation what counts without a configuration
   * @return empty when nobody formats it, or its configuration says that it is not to be
   * @throws DprintConfigException when its configuration cannot be used
   */
  public Optional<Job> jobFor(Path file, Path top, Indentation indentation)
      throws DprintConfigException {
    if (isEmpty()) {
      return Optional.empty();
    }
    Optional<DprintConfig> config = DprintConfig.nearest(file, top);
    if (config.filter(one -> !one.covers(file)).isPresent()) {
      return Optional.empty();
    }
    return find(file, config).map(found -> new Job(found, file, config, indentation));
  }

  /**
   * Has an instance of the formatter of a file made, so that who formats it first waits for the
   * formatting alone. Nothing is made for a file that nobody formats.
   *
   * @return ends when it is made, or cannot be: who formats is told why
   */
  public CompletableFuture<Void> prepare(Path file) {
    return find(file, Optional.empty())
        .map(found -> found.formatter.info().<Void>handle((info, failure) -> null))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** The first that a configuration associates with a file, else the first that serves it. */
  private Optional<Installed> find(Path file, Optional<DprintConfig> config) {
    Optional<Installed> named =
        config.flatMap(
            one ->
                all().stream()
                    .filter(
                        each ->
                            one.associations(key(each))
                                .filter(patterns -> one.matches(patterns, file))
                                .isPresent())
                    .findFirst());
    return named.isPresent()
        ? named
        : all().stream()
            .filter(each -> each.serves(file))
            .filter(each -> config.flatMap(one -> one.associations(key(each))).isEmpty())
            .findFirst();
  }

  /**
   * The key of a formatter in configurations, as its name says it, so that it need not be loaded:
   * {@code @dprint/typescript} and {@code dprint-plugin-yaml} have theirs at the end.
   */
  private static String key(Installed each) {
    String id = each.manifest.id().value();
    return id.substring(id.lastIndexOf('/') + 1).replaceFirst("^dprint-plugin-", "");
  }
}
