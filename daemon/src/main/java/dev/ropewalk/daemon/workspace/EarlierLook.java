package dev.ropewalk.daemon.workspace;

import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What an earlier process saw of a root, so that files that did not change are not read again. */
final class EarlierLook {
  /*
   * As git's index: size, time of change and inode of each file with what it contained; a file that
   * was changed so shortly before it was read that another change would leave its time is left out.
   * That can be deceived (a tool sets the old time again), so who takes this has to read the files in
   * the end; see SeenFile.Trust.EARLIER.
   *
   * One value for a root, by columns, since a restart reads all of it: about 100 bytes a file. It is
   * kept under the root and the languages, of which each file's is a part. Inodes are kept as hashes,
   * for there is no making of a file key from its parts.
   */
  static final EarlierLook NONE = new EarlierLook(Map.of());

  /** What the encoding is; to be raised with it. */
  private static final String VERSION = "1";

  private static final int NUMBERS = 6;

  private record Kept(long sizeBytes, long modifiedNanos, int inode, FileState state) {}

  private final Map<Path, Map<String, Kept>> directories;

  private EarlierLook(Map<Path, Map<String, Kept>> directories) {
    this.directories = directories;
  }

  private static Optional<ResultStore.Recipe> recipe(Path root, FileLanguages languages) {
    String digest = languages.digest();
    return digest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ResultStore.Recipe("folderFiles", root.toString(), VERSION + " " + digest));
  }

  /** What there is of a root; nothing when it is not there, is damaged, or of other languages. */
  static EarlierLook load(ResultStore store, Path root, FileLanguages languages) {
    ResultStore.Recipe recipe = recipe(root, languages).orElse(null);
    if (recipe == null) {
      return NONE;
    }
    for (ResultStore.Trace trace : store.records(recipe)) {
      Optional<byte[]> bytes = store.value(recipe, trace.result());
      if (bytes.isPresent()) {
        try {
          return decode(bytes.get(), root, languages);
        } catch (CanonicalException e) {
          return NONE; // files are read instead
        }
      }
    }
    return NONE;
  }

  /** Keeps what is known of the files of each directory. */
  static void save(
      ResultStore store,
      Path root,
      FileLanguages languages,
      Map<Path, Map<String, SeenFile>> directories) {
    recipe(root, languages)
        .ifPresent(
            recipe -> {
              byte[] bytes = encode(root, directories);
              store.put(recipe, new ResultStore.Trace(List.of(), Fingerprint.of(bytes)), bytes);
            });
  }

  /** The content of a file that is as it was. */
  Optional<FileState> state(Path directory, String name, BasicFileAttributes attributes) {
    Kept kept = directories.getOrDefault(directory, Map.of()).get(name);
    return kept != null
            && kept.sizeBytes == attributes.size()
            && kept.modifiedNanos == nanos(attributes.lastModifiedTime())
            && kept.inode == Objects.hashCode(attributes.fileKey())
        ? Optional.of(kept.state)
        : Optional.empty();
  }

  boolean isEmpty() {
    return directories.isEmpty();
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  static byte[] encode(Path root, Map<Path, Map<String, SeenFile>> directories) {
    var languages = new LinkedHashMap<String, Integer>();
    var writer = new CanonicalWriter();
    writer.beginList(directories.size());
    directories.forEach(
        (directory, files) -> {
          var kept = new TreeMap<String, SeenFile>(files);
          kept.values()
              .removeIf(
                  seen ->
                      seen.trust() == SeenFile.Trust.RACY
                          || seen.state().content().equals(FileState.UNREAD));
          writer.putString(root.relativize(directory).toString());
          writer.beginList(kept.size());
          kept.keySet().forEach(writer::putString);
          int[] numbers = new int[NUMBERS * kept.size()];
          byte[] contents = new byte[Fingerprint.BYTES * kept.size()];
          int i = 0;
          for (SeenFile seen : kept.values()) {
            long modified = nanos(seen.modified());
            numbers[NUMBERS * i] = (int) (seen.sizeBytes() >> 32);
            numbers[NUMBERS * i + 1] = (int) seen.sizeBytes();
            numbers[NUMBERS * i + 2] = (int) (modified >> 32);
            numbers[NUMBERS * i + 3] = (int) modified;
            numbers[NUMBERS * i + 4] = Objects.hashCode(seen.inode());
            numbers[NUMBERS * i + 5] =
                languages.computeIfAbsent(seen.state().language(), name -> languages.size());
            byte[] content = HexFormat.of().parseHex(seen.state().content());
            System.arraycopy(content, 0, contents, Fingerprint.BYTES * i, Fingerprint.BYTES);
            i++;
          }
          writer.putInts(numbers, numbers.length);
          writer.putBytes(contents);
        });
    writer.beginList(languages.size());
    languages.keySet().forEach(writer::putString);
    return writer.toBytes();
  }

  /** A directory before the names of languages are known, which come last. */
  private record Columns(Path directory, List<String> names, int[] numbers, byte[] contents) {}

  static EarlierLook decode(byte[] bytes, Path root, FileLanguages known)
      throws CanonicalException {
    var reader = new CanonicalReader(bytes);
    var all = new ArrayList<Columns>();
    for (int left = reader.beginList(); left > 0; left--) {
      String below = reader.getString();
      var names = new ArrayList<String>();
      for (int files = reader.beginList(); files > 0; files--) {
        names.add(reader.getString());
      }
      int[] numbers = reader.getInts();
      byte[] contents = reader.getBytes();
      if (numbers.length != NUMBERS * names.size()
          || contents.length != Fingerprint.BYTES * names.size()) {
        throw new CanonicalException("columns of different lengths");
      }
      all.add(new Columns(resolve(root, below), names, numbers, contents));
    }
    var languages = new ArrayList<String>();
    for (int left = reader.beginList(); left > 0; left--) {
      languages.add(reader.getString());
    }
    reader.end();
    var served = new ArrayList<Boolean>();
    languages.forEach(name -> served.add(name.isEmpty() || known.knows(name)));
    var directories = new HashMap<Path, Map<String, Kept>>();
    for (Columns columns : all) {
      directories.put(columns.directory, files(columns, languages, served));
    }
    return new EarlierLook(directories);
  }

  private static Map<String, Kept> files(
      Columns columns, List<String> languages, List<Boolean> served) throws CanonicalException {
    var files = new HashMap<String, Kept>();
    for (int i = 0; i < columns.names.size(); i++) {
      int[] numbers = columns.numbers;
      int at = NUMBERS * i;
      int language = numbers[at + 5];
      if (language < 0 || language >= languages.size()) {
        throw new CanonicalException("no language has the number " + language);
      }
      if (served.get(language)) {
        long size = pair(numbers[at], numbers[at + 1]);
        int content = Fingerprint.BYTES * i;
        String id =
            HexFormat.of().formatHex(columns.contents, content, content + Fingerprint.BYTES);
        files.put(
            columns.names.get(i),
            new Kept(
                size,
                pair(numbers[at + 2], numbers[at + 3]),
                numbers[at + 4],
                new FileState(id, languages.get(language), size)));
      }
    }
    return files;
  }

  private static Path resolve(Path root, String below) throws CanonicalException {
    try {
      return below.isEmpty() ? root : root.resolve(below);
    } catch (java.nio.file.InvalidPathException e) {
      throw new CanonicalException("no path: " + below);
    }
  }

  private static long pair(int high, int low) {
    return ((long) high << 32) | (low & 0xffff_ffffL);
  }
}
