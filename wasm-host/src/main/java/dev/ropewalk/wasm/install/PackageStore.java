package dev.ropewalk.wasm.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The installed packages: their files, and the lock file that pins them. Safe for any thread. */
public final class PackageStore {
  /*
   * Layout: <root>/<name, / as +>/<version>-<prefix of the listing's hash>/<files>, and
   * folders <root>/.staging-N for packages that are being put together.
   *
   * S1. A package folder appears whole, by a rename, and is never changed afterwards; another
   *     content, even of the same version, has another folder, for its name has the hash.
   * S2. The lock file is the truth. A folder that it does not name is rubbish, and is deleted by the
   *     next change of the same package; a folder that it names may be absent.
   * S3. So a crash at any point leaves the old state or the new one, and rubbish.
   * S4. The bytes of a file are believed only after their hash was compared with the lock file's.
   */
  private static final String STAGING_PREFIX = ".staging-";
  private static final int HASH_CHARS = 16; // 96 bits of base64; tells contents apart, no more
  private static final int INTEGRITY_PREFIX = Integrity.Algorithm.SHA512.prefix().length();

  private final Path root;
  private final LockFile lock;
  private final InstallLimits limits;
  private final InstantSource clock;
  private final InstallCounters counters;

  PackageStore(
      Path root,
      Path lockFile,
      InstallLimits limits,
      InstantSource clock,
      InstallCounters counters) {
    this.root = root.toAbsolutePath().normalize();
    this.lock = new LockFile(lockFile, limits);
    this.limits = limits;
    this.clock = clock;
    this.counters = counters;
  }

  /** Where the lock file is. */
  public Path lockFile() {
    return lock.path();
  }

  /** The pinned packages, sorted by name. */
  public Outcome<List<InstalledPackage>> list() {
    return Outcome.of(this::installed);
  }

  /**
   * Removes a package: from the lock file, then its files.
   *
   * @return what was removed, or a problem with {@link ProblemCode#NOT_INSTALLED}
   */
  public Outcome<InstalledPackage> remove(String name) {
    return Outcome.of(
        () ->
            lock.update(
                (entries, write) -> {
                  LockFile.Entry entry = entries.remove(name);
                  if (entry == null) {
                    throw new Refusal(
                        ProblemCode.NOT_INSTALLED,
                        "no package '"
                            + Printable.of(name)
                            + "' is installed"
                            + (entries.isEmpty()
                                ? "; none is"
                                : "; installed are: " + String.join(", ", entries.keySet())));
                  }
                  InstalledPackage removed = installed(name, entry);
                  write.run();
                  PrivateFiles.deleteTree(root.resolve(PackageName.folder(name)));
                  counters.removed.increment();
                  return removed;
                }));
  }

  /**
   * Reads a file of a package, and compares its hash with the pinned one.
   *
   * @param path as in {@link InstalledPackage#files}
   * @return the bytes, or a problem with {@link ProblemCode#FILE_CORRUPT} when the file is absent,
   *     damaged or not pinned
   */
  public Outcome<byte[]> openVerified(InstalledPackage installed, String path) {
    return Outcome.of(
        () -> {
          String pinned = installed.files().get(path);
          if (pinned == null) {
            throw corrupt(installed, path, "is not in the lock file");
          }
          byte[] bytes = read(installed, path);
          String actual = PackageFiles.sha256(bytes);
          if (!actual.equals(pinned)) {
            throw corrupt(
                installed,
                path,
                "has changed since it was installed: its SHA-256 is "
                    + actual
                    + ", pinned is "
                    + pinned);
          }
          counters.verifiedReads.increment();
          return bytes;
        });
  }

  /** The pinned integrity of a version, or empty. */
  String pin(String name, String version) throws IOException, Refusal {
    LockFile.Entry entry = lock.read().get(name);
    return entry != null
            && entry.version().equals(version)
            && entry.origin() == InstalledPackage.Origin.NPM
        ? entry.integrity()
        : "";
  }

  /** Opens a private folder to put a package together in. */
  Staging stage() throws IOException {
    PrivateFiles.createFolders(root);
    deleteAbandoned();
    return new Staging(PrivateFiles.createTemporaryFolder(root, STAGING_PREFIX));
  }

  /**
   * Makes a staged package the installed one of its name.
   *
   * @param integrity SRI of the archive; for a local package empty: its listing is hashed
   */
  InstalledPackage commit(
      Staging staging,
      String name,
      String version,
      InstalledPackage.Origin origin,
      String integrity)
      throws IOException, Refusal {
    SortedMap<String, String> files = PackageFiles.hashes(staging.files());
    String own = integrity.isEmpty() ? PackageFiles.listingIntegrity(files) : integrity;
    var entry = new LockFile.Entry(version, origin, own, files);
    return lock.update(
        (entries, write) -> {
          checkPin(name, entries.get(name), entry);
          Path target = folder(name, entry);
          Path home = root.resolve(PackageName.folder(name));
          PrivateFiles.createFolders(home);
          if (Files.exists(target)) {
            // The same content by name; what is on the disk may be damaged, so it is replaced.
            Files.move(target, staging.root().resolve("old"), StandardCopyOption.ATOMIC_MOVE);
          }
          Files.move(staging.files(), target, StandardCopyOption.ATOMIC_MOVE);
          entries.put(name, entry);
          write.run();
          deleteOthers(home, target);
          return installed(name, entry);
        });
  }

  /** Another process may have pinned the version since {@link #pin} was asked. */
  private static void checkPin(String name, LockFile.@Nullable Entry pinned, LockFile.Entry now)
      throws Refusal {
    if (pinned != null
        && pinned.origin() == InstalledPackage.Origin.NPM
        && now.origin() == InstalledPackage.Origin.NPM
        && pinned.version().equals(now.version())
        && Integrity.parse(pinned.integrity())
            .filter(pin -> pin.algorithm() == Integrity.Algorithm.SHA512)
            .filter(pin -> !pin.hashes().contains(now.integrity()))
            .isPresent()) {
      throw new Refusal(
          ProblemCode.INTEGRITY_MISMATCH,
          name
              + "@"
              + now.version()
              + " was not kept: the lock file pins "
              + pinned.integrity()
              + ", the archive has "
              + now.integrity());
    }
  }

  /** Checks S1 and S2 for a store that nobody changes meanwhile. */
  void checkInvariants() throws IOException, Refusal {
    for (InstalledPackage installed : installed()) {
      if (installed.present()
          && !PackageFiles.hashes(installed.folder()).equals(installed.files())) {
        throw new AssertionError("S1: " + installed.folder() + " is not as it was committed");
      }
      Path home = root.resolve(PackageName.folder(installed.name()));
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(home)) {
        for (Path folder : folders) {
          if (!folder.equals(installed.folder())) {
            throw new AssertionError("S2: " + folder + " is not in the lock file");
          }
        }
      }
    }
  }

  List<InstalledPackage> installed() throws IOException, Refusal {
    var packages = new ArrayList<InstalledPackage>();
    for (var named : lock.read().entrySet()) {
      packages.add(installed(named.getKey(), named.getValue()));
    }
    return List.copyOf(packages);
  }

  private InstalledPackage installed(String name, LockFile.Entry entry) {
    Path folder = folder(name, entry);
    return new InstalledPackage(
        name,
        entry.version(),
        entry.origin(),
        entry.integrity(),
        entry.files(),
        folder,
        Files.isDirectory(folder));
  }

  private Path folder(String name, LockFile.Entry entry) {
    String hash = PackageFiles.listingIntegrity(entry.files()).substring(INTEGRITY_PREFIX);
    String prefix = hash.substring(0, HASH_CHARS).replace('/', '_').replace('+', '-');
    return root.resolve(PackageName.folder(name)).resolve(entry.version() + "-" + prefix);
  }

  private byte[] read(InstalledPackage installed, String path) throws IOException, Refusal {
    int limit = limits.unpack().maxModuleBytes();
    try (InputStream in = Files.newInputStream(installed.folder().resolve(path))) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw corrupt(installed, path, "has more than " + limit + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw corrupt(installed, path, "is missing");
    }
  }

  private Refusal corrupt(InstalledPackage installed, String path, String why) {
    counters.corruptReads.increment();
    String again =
        installed.origin() == InstalledPackage.Origin.NPM
            ? "npm:" + installed.name() + "@" + installed.version()
            : "the folder that it came from";
    return new Refusal(
        ProblemCode.FILE_CORRUPT,
        "'"
            + Printable.of(path)
            + "' of "
            + installed.name()
            + " "
            + why
            + "; add "
            + again
            + " again");
  }

  private static void deleteOthers(Path home, Path kept) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(home)) {
      for (Path folder : folders) {
        if (!folder.equals(kept)) {
          PrivateFiles.deleteTree(folder);
        }
      }
    }
  }

  private void deleteAbandoned() throws IOException {
    Instant before = clock.instant().minus(limits.abandonedAfter());
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, STAGING_PREFIX + "*")) {
      for (Path folder : folders) {
        Optional<Instant> modified = modified(folder);
        if (modified.isPresent() && modified.get().isBefore(before)) {
          PrivateFiles.deleteTree(folder);
        }
      }
    }
  }

  private static Optional<Instant> modified(Path folder) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(folder).toInstant());
    } catch (NoSuchFileException finishedMeanwhile) {
      return Optional.empty();
    }
  }
}
