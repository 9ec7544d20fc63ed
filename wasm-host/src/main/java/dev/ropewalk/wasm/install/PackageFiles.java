package dev.ropewalk.wasm.install;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Takes from an archive or a folder the files that an extension consists of, and no others. */
final class PackageFiles {
  private static final Pattern MANIFEST =
      Pattern.compile("package\\.json|tree-sitter\\.json|ropewalk\\.toml");
  private static final Pattern LICENSE =
      Pattern.compile("(LICEN[CS]E|COPYING|NOTICE)[^/]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern EXTENSION = Pattern.compile("(.*/)?[^/]+\\.(wasm|scm)");
  private static final Pattern SOURCE =
      Pattern.compile("(.*/)?(src|common)/.*\\.(c|h|inc|cc|cpp|cxx)");
  private static final Pattern SKIPPED_FOLDER =
      Pattern.compile("(.*/)?(node_modules|\\.[^/]+|prebuilds|bindings|examples?|test)");

  private final Path target;
  private final InstallLimits.Unpack limits;
  private final Set<String> files = new HashSet<>(); // lower case, as some file systems compare
  private final Set<String> folders = new HashSet<>();

  private PackageFiles(Path target, InstallLimits.Unpack limits) {
    this.target = target;
    this.limits = limits;
  }

  /**
   * Unpacks an npm tarball without its first path component, as npm does. Links are skipped.
   *
   * @param target an empty folder
   */
  static void unpack(Path tarball, Path target, InstallLimits.Unpack limits)
      throws IOException, Refusal {
    var files = new PackageFiles(target, limits);
    try (InputStream raw = Files.newInputStream(tarball);
        InputStream in = new GZIPInputStream(raw, 1 << 16)) {
      var tar = new TarReader(in, limits);
      for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        String path =
            SafePath.normalise(
                entry.get().name(), limits.maxPathChars(), ProblemCode.ARCHIVE_REFUSED);
        String inside = path.substring(path.indexOf('/') + 1);
        if (entry.get().kind() == TarReader.Kind.FILE && path.contains("/") && isWanted(inside)) {
          try (OutputStream out = files.create(inside, entry.get().size())) {
            tar.copyTo(out);
          }
        }
      }
    } catch (ZipException | EOFException e) {
      throw new Refusal(
          ProblemCode.ARCHIVE_MALFORMED,
          "the archive is not a gzipped tar file: " + e.getMessage());
    }
  }

  /** Copies from a folder; links are not followed. */
  static void copy(Path source, Path target, InstallLimits.Unpack limits)
      throws IOException, Refusal {
    var files = new PackageFiles(target, limits);
    SortedMap<String, Path> wanted = wanted(source, limits);
    long total = 0;
    for (var file : wanted.entrySet()) {
      try (InputStream in = Files.newInputStream(file.getValue());
          OutputStream out = files.create(file.getKey(), Files.size(file.getValue()))) {
        total += in.transferTo(out);
      }
      if (total > limits.maxUnpackedBytes()) {
        throw new Refusal(
            ProblemCode.TOO_LARGE,
            source + " holds more than " + limits.maxUnpackedBytes() + " bytes of extension files");
      }
    }
  }

  /** SHA-256 in hex of every file below a folder, by path. */
  static SortedMap<String, String> hashes(Path folder) throws IOException {
    var hashes = new TreeMap<String, String>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            hashes.put(slashed(folder, file), sha256(file));
            return FileVisitResult.CONTINUE;
          }
        });
    return hashes;
  }

  /** The SHA-512, in SRI form, of a listing: equal for equal files under equal names. */
  static String listingIntegrity(SortedMap<String, String> hashes) {
    MessageDigest digest = Integrity.Algorithm.SHA512.digest();
    hashes.forEach(
        (path, hash) ->
            digest.update((hash + "  " + path + "\n").getBytes(StandardCharsets.UTF_8)));
    return Integrity.sri(Integrity.Algorithm.SHA512, digest);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Integrity.Algorithm.SHA256.digest().digest(bytes));
  }

  /** Deletes C sources; a package whose grammars all have modules has no use for them. */
  static void deleteSources(Path folder) throws IOException {
    delete(folder, path -> SOURCE.matcher(path).matches());
  }

  /** Deletes all modules but one: an author's folder has what compilers leave, and old builds. */
  static void deleteModules(Path folder, String kept) throws IOException {
    Path module = folder.resolve(kept).normalize();
    delete(folder, path -> path.endsWith(".wasm") && !folder.resolve(path).equals(module));
  }

  private static void delete(Path folder, Predicate<String> unwanted) throws IOException {
    for (String path : hashes(folder).keySet()) {
      if (unwanted.test(path)) {
        Files.delete(folder.resolve(path));
        deleteEmpty(folder, folder.resolve(path).getParent());
      }
    }
  }

  private static void deleteEmpty(Path root, @Nullable Path from) throws IOException {
    for (Path each = from; each != null && !each.equals(root); each = each.getParent()) {
      try (var children = Files.list(each)) {
        if (children.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(each);
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Integrity.Algorithm.SHA256.digest();
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static SortedMap<String, Path> wanted(Path source, InstallLimits.Unpack limits)
      throws IOException, Refusal {
    var wanted = new TreeMap<String, Path>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          private int looked;

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean skipped =
                !folder.equals(source) && SKIPPED_FOLDER.matcher(slashed(source, folder)).matches();
            return ++looked > limits.maxEntries()
                ? FileVisitResult.TERMINATE
                : skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = slashed(source, file);
            if (attributes.isRegularFile() && isWanted(path)) {
              wanted.put(path, file);
            }
            return ++looked > limits.maxEntries()
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        };
    Files.walkFileTree(source, visitor);
    if (visitor.looked > limits.maxEntries()) {
      throw new Refusal(
          ProblemCode.TOO_LARGE,
          source + " holds more than " + limits.maxEntries() + " files and folders");
    }
    return wanted;
  }

  static boolean isWanted(String path) {
    int slash = path.lastIndexOf('/');
    if (slash >= 0) {
      for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        if (SKIPPED_FOLDER.matcher(path.substring(0, end)).matches()) {
          return false;
        }
      }
    }
    return EXTENSION.matcher(path).matches()
        || SOURCE.matcher(path).matches()
        || (slash < 0 && (MANIFEST.matcher(path).matches() || LICENSE.matcher(path).matches()));
  }

  private OutputStream create(String path, long size) throws IOException, Refusal {
    SafePath.checkPortable(path, ProblemCode.ARCHIVE_REFUSED);
    if (path.endsWith(".wasm") && size > limits.maxModuleBytes()) {
      throw new Refusal(
          ProblemCode.TOO_LARGE,
          "'"
              + Printable.of(path)
              + "' has "
              + size
              + " bytes, the limit of a module is "
              + limits.maxModuleBytes());
    }
    String key = path.toLowerCase(Locale.ROOT);
    boolean clash = folders.contains(key) || !files.add(key);
    for (int end = key.indexOf('/'); end >= 0; end = key.indexOf('/', end + 1)) {
      folders.add(key.substring(0, end));
      clash |= files.contains(key.substring(0, end));
    }
    if (clash) {
      throw new Refusal(
          ProblemCode.ARCHIVE_REFUSED,
          "the package has '" + Printable.of(path) + "' twice, or in two spellings");
    }
    Path file = target.resolve(path);
    PrivateFiles.createFolders(Objects.requireNonNull(file.getParent()));
    return PrivateFiles.write(file);
  }

  private static String slashed(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
