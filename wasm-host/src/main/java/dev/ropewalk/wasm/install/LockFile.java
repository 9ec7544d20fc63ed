package dev.ropewalk.wasm.install;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The user's lock file: which packages are installed, pinned by version and hash. Safe for any
 * thread and any number of processes.
 */
final class LockFile {
  /*
   * L1. A reader sees a whole file, old or new: writers replace it atomically.
   * L2. Read-modify-write happens under a lock of this process, by file, and a lock of the system on
   *     a file beside it: the lock file itself is replaced, so a lock on it would guard nothing.
   * L3. The text depends on the packages alone: sorted, no times, no paths, no registry.
   * L4. A file that is not understood is never overwritten.
   */
  private static final int VERSION = 1;
  private static final String VERSION_KEY = "ropewalkLockVersion";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  /**
   * One pinned package.
   *
   * @param files SHA-256 in hex by path
   */
  record Entry(
      String version,
      InstalledPackage.Origin origin,
      String integrity,
      SortedMap<String, String> files) {
    Entry {
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
  }

  /** Changes the packages in place. */
  @FunctionalInterface
  interface Change<T> {
    /**
     * @param entries by name
     * @param write makes the entries durable; not called, nothing is written
     */
    T apply(SortedMap<String, Entry> entries, Write write) throws IOException, Refusal;
  }

  /** Writes the entries. */
  @FunctionalInterface
  interface Write {
    void run() throws IOException, Refusal;
  }

  private final Path file;
  private final InstallLimits.Manifest limits;
  private final int maxPathChars;

  LockFile(Path file, InstallLimits limits) {
    this.file = file.toAbsolutePath().normalize();
    this.limits = limits.manifest();
    this.maxPathChars = limits.unpack().maxPathChars();
  }

  Path path() {
    return file;
  }

  /** The pinned packages by name; none when there is no file. */
  SortedMap<String, Entry> read() throws IOException, Refusal {
    var entries = new TreeMap<String, Entry>();
    var root = ManifestJson.read(file, file.toString(), limits, ProblemCode.LOCK_FILE_MALFORMED);
    if (root.isEmpty()) {
      return entries;
    }
    int version = root.get().integer(VERSION_KEY);
    if (version != VERSION) {
      throw root.get()
          .refuse("has version " + version + "; this Ropewalk reads version " + VERSION);
    }
    var packages = root.get().object("packages");
    if (packages.isPresent()) {
      for (String name : packages.get().object().keySet()) {
        entries.put(checkedName(name), entry(required(packages.get(), name)));
      }
    }
    return entries;
  }

  /** Runs a change alone, among all threads and processes. */
  <T> T update(Change<T> change) throws IOException, Refusal {
    Path folder = Objects.requireNonNull(file.getParent());
    PrivateFiles.createFolders(folder);
    ReentrantLock lock = IN_PROCESS.computeIfAbsent(file, key -> new ReentrantLock());
    lock.lock();
    try (FileChannel guard =
            PrivateFiles.openLock(folder.resolve("." + file.getFileName() + ".guard"));
        var held = guard.lock()) {
      Objects.requireNonNull(held);
      SortedMap<String, Entry> entries = read();
      return change.apply(entries, () -> write(entries));
    } finally {
      lock.unlock();
    }
  }

  private String checkedName(String name) throws Refusal {
    try {
      return PackageName.check(name);
    } catch (Refusal refusal) {
      throw malformed(refusal.getMessage());
    }
  }

  private ManifestJson required(ManifestJson packages, String name) throws Refusal {
    return packages
        .object(name)
        .orElseThrow(() -> malformed("packages." + name + " must be an object"));
  }

  private String checkedPath(String path) throws Refusal {
    try {
      return SafePath.normalise(path, maxPathChars, ProblemCode.LOCK_FILE_MALFORMED);
    } catch (Refusal refusal) {
      throw malformed(refusal.getMessage());
    }
  }

  private Refusal malformed(String why) {
    return new Refusal(ProblemCode.LOCK_FILE_MALFORMED, file + ": " + why);
  }

  private Entry entry(ManifestJson json) throws Refusal {
    String version = text(json, "version");
    if (!PackageSpecParser.isExactVersion(version)) {
      throw json.refuse("has a version that is not exact: '" + Printable.of(version) + "'");
    }
    String integrity = text(json, "integrity");
    if (Integrity.parse(integrity).isEmpty()) {
      throw json.refuse("has an integrity that is not one: '" + Printable.of(integrity) + "'");
    }
    InstalledPackage.Origin origin =
        switch (text(json, "origin")) {
          case "npm" -> InstalledPackage.Origin.NPM;
          case "local" -> InstalledPackage.Origin.LOCAL;
          default -> throw json.refuse("has an origin that is neither npm nor local");
        };
    var files = new TreeMap<String, String>();
    var listed = json.object("files");
    if (listed.isPresent()) {
      for (String path : listed.get().object().keySet()) {
        String normal = checkedPath(path);
        String hash = text(listed.get(), path);
        if (!normal.equals(path) || path.isEmpty() || !HEX.matcher(hash).matches()) {
          throw listed.get().refuse("has a wrong path or hash: '" + Printable.of(path) + "'");
        }
        files.put(path, hash);
      }
    }
    return new Entry(version, origin, integrity, files);
  }

  private static String text(ManifestJson json, String name) throws Refusal {
    return json.text(name).orElseThrow(() -> json.refuse("has no " + Printable.of(name)));
  }

  private void write(SortedMap<String, Entry> entries) throws IOException, Refusal {
    var text = new StringWriter();
    try (var json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.setHtmlSafe(false);
      json.beginObject().name(VERSION_KEY).value(VERSION).name("packages").beginObject();
      for (var named : entries.entrySet()) {
        Entry entry = named.getValue();
        json.name(named.getKey()).beginObject();
        json.name("version").value(entry.version());
        json.name("origin").value(entry.origin().name().toLowerCase(Locale.ROOT));
        json.name("integrity").value(entry.integrity());
        json.name("files").beginObject();
        for (var hash : entry.files().entrySet()) {
          json.name(hash.getKey()).value(hash.getValue());
        }
        json.endObject().endObject();
      }
      json.endObject().endObject();
    }
    if (text.getBuffer().length() >= limits.maxBytes()) {
      throw new Refusal(
          ProblemCode.TOO_LARGE,
          file + " would grow beyond " + limits.maxBytes() + " bytes; remove a package first");
    }
    // A link, as keepers of dot files make it, stays one.
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
    PrivateFiles.replace(target, text + "\n");
  }
}
