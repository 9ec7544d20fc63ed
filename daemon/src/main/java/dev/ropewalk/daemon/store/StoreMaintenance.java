package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.store.StoreFormat.Stored;
import dev.ropewalk.daemon.store.StoreFormat.StoredRecord;
import dev.ropewalk.daemon.store.StoreLayout.Entry;
import dev.ropewalk.daemon.store.StoreLayout.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a person does with the directory of a store, beside any processes that use it. Only files
 * that are a store's by place, name and first bytes are ever removed.
 */
public final class StoreMaintenance {
  /** A temporary file of this age was left by a process that is dead. */
  private static final Duration STALE = StoreTuning.PRODUCTION.staleTemporary();

  private final StoreLayout layout;

  public StoreMaintenance(Path root) {
    layout = new StoreLayout(root);
  }

  /**
   * Files of one sort.
   *
   * @param bytes what they take on the disk
   */
  public record Files(long files, long bytes) {
    static final Files NONE = new Files(0, 0);

    Files plus(Entry entry) {
      return new Files(files + 1, bytes + entry.bytes());
    }
  }

  /**
   * What results of a query are there.
   *
   * @param records files that say what was read, with small values
   * @param values files of larger values
   */
  public record Usage(Files records, Files values) {
    private Usage plus(Entry entry) {
      return entry.form() == Form.RECORD
          ? new Usage(records.plus(entry), values)
          : new Usage(records, values.plus(entry));
    }
  }

  /**
   * What is in the directory.
   *
   * @param byKind results of this build's format, by query, sorted
   * @param otherFormats results that only other builds can read
   * @param temporary files that are being written, or were left
   * @param foreign files that are not a store's, which stay as they are
   */
  public record Contents(
      Map<String, Usage> byKind, Files otherFormats, Files temporary, long foreign) {}

  /** A file that is not what it should be. */
  public record Damage(Path file, String why) {}

  /**
   * What a check found.
   *
   * @param checked files that were read
   * @param removed damaged files that are gone now
   * @param unread files that could not be read
   */
  public record Verified(Files checked, List<Damage> damaged, long removed, long unread) {}

  /** How much is there, of what. */
  public Contents contents() throws IOException {
    var byKind = new TreeMap<String, Usage>();
    var rest = new Rest();
    layout.walk(
        new StoreLayout.Visitor() {
          @Override
          public void ours(Entry entry) {
            if (entry.form() == Form.TEMPORARY) {
              rest.temporary = rest.temporary.plus(entry);
            } else if (!entry.isCurrent()) {
              rest.otherFormats = rest.otherFormats.plus(entry);
            } else {
              Usage before = byKind.getOrDefault(entry.kind(), new Usage(Files.NONE, Files.NONE));
              byKind.put(entry.kind(), before.plus(entry));
            }
          }

          @Override
          public void foreign(Path path) {
            rest.foreign++;
          }
        });
    return new Contents(byKind, rest.otherFormats, rest.temporary, rest.foreign);
  }

  private static final class Rest {
    private Files otherFormats = Files.NONE;
    private Files temporary = Files.NONE;
    private long foreign;
  }

  /**
   * Reads and hashes everything of this build's format.
   *
   * @param remove whether to remove what is damaged
   */
  public Verified verify(boolean remove) throws IOException {
    var damaged = new ArrayList<Damage>();
    long[] counts = new long[2]; // removed, unread
    Files[] checked = {Files.NONE};
    layout.walk(
        entry -> {
          if (entry.form() == Form.TEMPORARY || !entry.isCurrent()) {
            return;
          }
          switch (check(entry)) {
            case Lookup.Hit<?> sound -> checked[0] = checked[0].plus(entry);
            case Lookup.Miss<?> gone -> {}
            case Lookup.IoFailure<?> failure -> counts[1]++;
            case Lookup.Corrupt<?>(String why) -> {
              checked[0] = checked[0].plus(entry);
              damaged.add(new Damage(entry.path(), why));
              if (remove && remove(entry)) {
                counts[0]++;
              }
            }
          }
        });
    return new Verified(checked[0], List.copyOf(damaged), counts[0], counts[1]);
  }

  private static Lookup<?> check(Entry entry) {
    Lookup<byte[]> file = StoreDisk.read(entry.path());
    return entry.form() == Form.RECORD
        ? file.then(StoreFormat::record).then(record -> checkRecord(entry, record))
        : file.then(bytes -> StoreFormat.value(bytes, fingerprint(entry.name())));
  }

  private static Lookup<StoredRecord> checkRecord(Entry entry, StoredRecord record) {
    if (!StoreFormat.name(record.recipe()).equals(Optional.of(entry.name()))
        || !StoreLayout.kind(record.recipe().query()).equals(entry.kind())) {
      return new Lookup.Corrupt<>("it is of another recipe");
    }
    return new Lookup.Hit<>(record);
  }

  private static Fingerprint fingerprint(String name) {
    return Fingerprint.ofDigest(java.util.HexFormat.of().parseHex(name));
  }

  /** Removes everything of every format, or of one query. */
  public Files clear(Optional<String> query) throws IOException {
    Optional<String> kind = query.map(StoreLayout::kind);
    Files[] removed = {Files.NONE};
    long stale = System.currentTimeMillis() - STALE.toMillis();
    layout.walk(
        entry -> {
          boolean wanted = kind.isEmpty() || kind.get().equals(entry.kind());
          boolean inUse = entry.form() == Form.TEMPORARY && entry.usedMillis() > stale;
          if (wanted && !inUse && remove(entry)) {
            removed[0] = removed[0].plus(entry);
          }
        });
    return removed[0];
  }

  /**
   * Removes the results, and their values, whose argument or reads name a file. Damaged records are
   * left, since nobody can tell what they name.
   *
   * @param query only results of this query
   * @param names how results may name the file
   */
  public Files clear(Optional<String> query, Set<String> names) throws IOException {
    Optional<String> kind = query.map(StoreLayout::kind);
    Files[] removed = {Files.NONE};
    var values = new java.util.HashSet<Path>();
    layout.walk(
        entry -> {
          if (entry.form() != Form.RECORD
              || !entry.isCurrent()
              || (kind.isPresent() && !kind.get().equals(entry.kind()))) {
            return;
          }
          Optional<StoredRecord> record =
              StoreDisk.read(entry.path()).then(StoreFormat::record).found();
          if (record.isPresent() && mentions(record.get(), names)) {
            for (Stored stored : record.get().traces()) {
              values.add(layout.blob(entry.kind(), stored.trace().result()));
            }
            if (remove(entry)) {
              removed[0] = removed[0].plus(entry);
            }
          }
        });
    layout.walk(
        entry -> {
          if (values.contains(entry.path()) && remove(entry)) {
            removed[0] = removed[0].plus(entry);
          }
        });
    return removed[0];
  }

  private static boolean mentions(StoredRecord record, Set<String> names) {
    if (names.contains(record.recipe().argument())) {
      return true;
    }
    for (Stored stored : record.traces()) {
      for (Read read : stored.trace().reads()) {
        if (names.contains(read.name())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean remove(Entry entry) {
    return Collector.isOurs(entry.path()) && StoreDisk.remove(entry.path());
  }
}
