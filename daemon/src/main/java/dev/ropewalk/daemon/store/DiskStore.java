package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.config.StoreSettings;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore;
import dev.ropewalk.daemon.store.StoreFormat.Stored;
import dev.ropewalk.daemon.store.StoreFormat.StoredRecord;
import dev.ropewalk.daemon.store.StoreStatistics.Drop;
import dev.ropewalk.daemon.store.StoreStatistics.Eviction;
import dev.ropewalk.daemon.store.WriteQueue.Put;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Results in a private directory, which any number of processes share. */
public final class DiskStore implements ResultStore, AutoCloseable {
  /*
   * Goal: after a restart the engine finds 10,000 results in well under a second, and never a wrong
   * one. After gopls's filecache: a recipe's digest names a small record; a record tells what was
   * read and the SHA-256 of the value, which names a blob. Everything is checked when it is read.
   *
   * Unlike gopls's, a record holds several traces, since validity is a matter of what was read, and
   * holds the value itself when that is small. A look-up is then one opening of one file instead of
   * two: records() leaves the value with RecentValues, and value(), which follows when the trace
   * holds, takes it from there. (One file for all would save the opening too, but needs locks between
   * processes and a compaction.) StoreBenchmark has the figures; README.md shows them.
   *
   * I1 what is returned was put: a record says its recipe in full, and has a checksum; a value was
   * hashed when it was read, wherever it was. I2 a result whose encoding does not decode to itself is not
   * written. I3 within this process files are written, and records removed on request, by the thread
   * of the queue alone; so the reading and rewriting of a record is not interleaved with another one.
   * Two processes may do so and lose a trace of one of them, which is a miss.
   *
   * Deliberately not done: fsync (a file cut off by a crash of the system is found out), compression,
   * counting references from records to blobs (a blob ages by its own use).
   */
  private static final System.Logger LOG = System.getLogger(DiskStore.class.getName());

  /** A process that writes this part of the limit looks at once whether something must go. */
  private static final int WRITES_PER_COLLECTION = 16;

  private final StoreSettings settings;
  private final StoreTuning tuning;
  private final InstantSource clock;
  private final StoreLayout layout;
  private final StoreDisk disk;
  private final StoreCounters counters = new StoreCounters();
  private final RecentValues recent;
  private final WriteQueue queue;
  private final Collector collector;
  private final ScheduledThreadPoolExecutor background;

  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean collectionAsked = new AtomicBoolean();
  private final AtomicLong writtenSinceCollection = new AtomicLong();
  private volatile boolean closed;
  private volatile StoreHealth health;

  DiskStore(Path root, StoreSettings settings, StoreTuning tuning, InstantSource clock) {
    this.settings = settings;
    this.tuning = tuning;
    this.clock = clock;
    layout = new StoreLayout(root);
    disk = new StoreDisk(root);
    recent = new RecentValues(tuning.recentBytes());
    queue = new WriteQueue(new Writer(), settings.queueEntries(), settings.queueBytes());
    collector =
        new Collector(
            layout, settings.maxBytes(), settings.maxAge(), tuning.staleTemporary(), () -> closed);
    background =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform()
                .daemon()
                .name("ropewalk-store-collector")
                .priority(Thread.MIN_PRIORITY)
                .factory());
    health = settings.enabled() ? StoreHealth.WRITING : StoreHealth.OFF;
  }

  /**
   * A store in a directory, which is made when the first result is written. No file is touched and
   * no thread started before the store is used.
   */
  public static DiskStore open(Path root, StoreSettings settings, InstantSource clock) {
    return new DiskStore(root, settings, StoreTuning.PRODUCTION, clock);
  }

  /** Starts to collect in the background. */
  private void begin() {
    if (!begun.get() && begun.compareAndSet(false, true) && !closed) {
      // The time of the directory itself is that of the last collection, by whichever process.
      Instant last = Instant.ofEpochMilli(layout.root().toFile().lastModified());
      boolean due = last.plus(settings.collectEvery()).isBefore(clock.instant());
      var unused =
          background.scheduleWithFixedDelay(
              this::collectQuietly,
              due ? 0 : tuning.firstCollection().toMillis(),
              settings.collectEvery().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public List<Trace> records(Recipe recipe) {
    Optional<String> name = name(recipe);
    if (name.isEmpty()) {
      return List.of();
    }
    begin();
    String kind = StoreLayout.kind(recipe.query());
    Path path = layout.record(kind, name.get());
    Lookup<StoredRecord> found = readRecord(path, recipe);
    counters.of(kind).records.count(found);
    removeIfCorrupt(path, kind, found);
    List<Stored> stored = found.found().map(StoredRecord::traces).orElse(List.of());
    if (stored.isEmpty()) {
      return List.of();
    }
    touch(path);
    var traces = new ArrayList<Trace>(stored.size());
    for (Stored each : stored) {
      traces.add(each.trace());
      each.value().ifPresent(value -> recent.put(name.get(), each.trace().result(), value));
    }
    return traces;
  }

  @Override
  public Optional<byte[]> value(Recipe recipe, Fingerprint fingerprint) {
    Optional<String> name = name(recipe);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    begin();
    String kind = StoreLayout.kind(recipe.query());
    Lookup<byte[]> found =
        recent
            .take(name.get(), fingerprint)
            .<Lookup<byte[]>>map(Lookup.Hit::new)
            .orElseGet(() -> readValue(recipe, kind, name.get(), fingerprint));
    counters.of(kind).values.count(found);
    return found.found();
  }

  /** Reads a value from its blob, or else from the record. */
  private Lookup<byte[]> readValue(
      Recipe recipe, String kind, String name, Fingerprint fingerprint) {
    Path blob = layout.blob(kind, fingerprint);
    Lookup<byte[]> found = StoreDisk.read(blob).then(file -> StoreFormat.value(file, fingerprint));
    removeIfCorrupt(blob, kind, found);
    if (!(found instanceof Lookup.Miss<byte[]>)) {
      touch(blob);
      return found;
    }
    Path path = layout.record(kind, name);
    Lookup<StoredRecord> record = readRecord(path, recipe);
    removeIfCorrupt(path, kind, record);
    return record.then(
        known ->
            known.traces().stream()
                .filter(stored -> stored.trace().result().equals(fingerprint))
                .flatMap(stored -> stored.value().stream())
                .findFirst()
                .<Lookup<byte[]>>map(Lookup.Hit::new)
                .orElseGet(Lookup.Miss::new));
  }

  private static Lookup<StoredRecord> readRecord(Path path, Recipe recipe) {
    return StoreDisk.read(path)
        .then(StoreFormat::record)
        .then(
            record ->
                record.recipe().equals(recipe)
                    ? new Lookup.Hit<>(record)
                    : new Lookup.Corrupt<>("it is of another recipe"));
  }

  private void removeIfCorrupt(Path path, String kind, Lookup<?> found) {
    if (found instanceof Lookup.Corrupt<?>(String why)) {
      LOG.log(System.Logger.Level.WARNING, "A kept result of {0} is damaged: {1}", kind, why);
      if (StoreDisk.remove(path)) {
        counters.evict(Eviction.DAMAGED, 1);
      }
    }
  }

  private Optional<String> name(Recipe recipe) {
    return settings.enabled() ? StoreFormat.name(recipe) : Optional.empty();
  }

  private void touch(Path path) {
    long used = path.toFile().lastModified();
    if (used != 0 && clock.millis() - used > tuning.touchAfter().toMillis()) {
      queue.offerTouch(path);
    }
  }

  @Override
  public void put(Recipe recipe, Trace trace, byte[] value) {
    if (!settings.enabled()) {
      return;
    }
    Optional<String> name = StoreFormat.name(recipe);
    if (name.isEmpty()) {
      counters.drop(Drop.UNFIT);
    } else if (value.length > settings.maxValueBytes()) {
      counters.drop(Drop.TOO_LARGE);
    } else if (closed) {
      counters.drop(Drop.CLOSED);
    } else if (health.rests(clock.instant())) {
      counters.drop(Drop.UNHEALTHY);
    } else {
      begin();
      if (!queue.offer(new Put(name.get(), recipe, trace, value))) {
        counters.drop(Drop.QUEUE_FULL);
      }
    }
  }

  @Override
  public void awaitRoom(Duration most) {
    queue.awaitRoom(most);
  }

  @Override
  public void forget(Recipe recipe) {
    Optional<String> name = name(recipe);
    if (name.isEmpty()) {
      return;
    }
    String kind = StoreLayout.kind(recipe.query());
    Path path = layout.record(kind, name.get());
    queue.change(
        put -> put.name().equals(name.get()),
        () -> {
          if (StoreDisk.remove(path)) {
            counters.evict(Eviction.CLEARED, 1);
            counters.of(kind).entries.decrement();
          }
        });
    recent.forget(name.get());
  }

  @Override
  public void forgetAll(String query) {
    if (!settings.enabled()) {
      return;
    }
    String kind = StoreLayout.kind(query);
    queue.change(put -> put.recipe().query().equals(query), () -> removeRecords(kind));
    recent.clear();
  }

  /** Removes the records of a query; their blobs go when nobody has used them for long. */
  private void removeRecords(String kind) {
    try {
      layout.walk(
          entry -> {
            if (entry.kind().equals(kind)
                && entry.isCurrent()
                && entry.form() == StoreLayout.Form.RECORD
                && StoreDisk.remove(entry.path())) {
              counters.evict(Eviction.CLEARED, 1);
              counters.of(kind).entries.decrement();
            }
          });
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "results of {0} were not removed", kind);
    }
  }

  /** Waits until everything that was put before is written, or was dropped. */
  public void flush() {
    queue.flush();
  }

  /** Whether results are written. */
  public StoreHealth health() {
    return health;
  }

  /** What it did, and how full it is. */
  public StoreStatistics statistics() {
    return counters.statistics(
        queue.queuedEntries(), queue.queuedBytes(), settings.maxBytes(), health);
  }

  /** Writes what waits, for a short while, and ends the threads. Idempotent. */
  @Override
  public void close() {
    closed = true;
    queue.close(tuning.drain());
    background.shutdown();
  }

  /** Removes what must go; runs in the background by itself. */
  void collect() throws IOException {
    writtenSinceCollection.set(0);
    Collector.Collected done = collector.collect(clock.instant());
    if (closed) {
      return;
    }
    counters.evict(Eviction.AGE, done.byAge());
    counters.evict(Eviction.BYTES, done.bySize());
    counters.measured(done.left());
    StoreDisk.touch(layout.root(), clock.instant());
  }

  private void collectQuietly() {
    collectionAsked.set(false);
    try {
      collect();
    } catch (IOException | RuntimeException e) {
      // Thrown further it would end the collections of this process.
      LOG.log(System.Logger.Level.WARNING, "old results were not removed", e);
    }
  }

  private void askForCollection() {
    if (!closed && collectionAsked.compareAndSet(false, true)) {
      background.execute(this::collectQuietly);
    }
  }

  void checkInvariants() {
    recent.checkInvariants();
    queue.checkInvariants();
  }

  /** What the thread of the queue does. */
  private final class Writer implements WriteQueue.Worker {
    private boolean prepared;

    @Override
    public void put(Put put) {
      if (health.rests(clock.instant())) {
        counters.drop(Drop.UNHEALTHY);
        return;
      }
      if (!Fingerprint.of(put.value()).equals(put.trace().result())) {
        counters.drop(Drop.UNFIT);
        return;
      }
      try {
        if (!prepared) {
          disk.prepare();
          prepared = true;
        }
        write(put);
        recovered();
      } catch (IOException e) {
        prepared = false;
        counters.drop(Drop.UNHEALTHY);
        failed(StoreDisk.reason(e));
      }
    }

    private void write(Put put) throws IOException {
      String kind = StoreLayout.kind(put.recipe().query());
      Path path = layout.record(kind, put.name());
      Lookup<StoredRecord> before = readRecord(path, put.recipe());
      removeIfCorrupt(path, kind, before);
      List<Stored> known = before.found().map(StoredRecord::traces).orElse(List.of());
      boolean inline = put.value().length <= tuning.inlineBytes();
      var newest = new Stored(put.trace(), inline ? Optional.of(put.value()) : Optional.empty());
      boolean isKnown =
          !known.isEmpty()
              && known.getFirst().trace().equals(put.trace())
              && known.getFirst().value().isPresent() == inline;
      var record = new StoredRecord(put.recipe(), isKnown ? known : merge(newest, known));
      Optional<byte[]> file = isKnown ? Optional.empty() : fit(record);
      if (!isKnown && file.isEmpty()) {
        return;
      }
      if (!inline) {
        writeBlob(kind, put);
      }
      if (file.isPresent()) {
        disk.write(path, file.get());
        written(kind, file.get().length);
        counters.of(kind).entries.add(before instanceof Lookup.Hit<?> ? 0 : 1);
      } else {
        DiskStore.this.touch(path);
      }
    }

    /** The newest trace and those older ones for which there is room. */
    private List<Stored> merge(Stored newest, List<Stored> known) {
      var merged = new ArrayList<Stored>();
      merged.add(newest);
      long bytes = 0;
      for (Stored old : known) {
        bytes += weight(old);
        if (merged.size() == tuning.maxTraces() || bytes > tuning.olderBytes()) {
          break;
        }
        if (!old.trace().equals(newest.trace())) {
          merged.add(old);
        }
      }
      return merged;
    }

    /** About the bytes of a trace in a record. */
    private static long weight(Stored stored) {
      long bytes = 2L * Fingerprint.BYTES + stored.value().map(value -> value.length).orElse(0);
      for (Read read : stored.trace().reads()) {
        bytes += 2L * Fingerprint.BYTES + read.kind().length() + read.name().length();
      }
      return bytes;
    }

    /** The bytes of a record, if it may be written. */
    private Optional<byte[]> fit(StoredRecord record) {
      Optional<byte[]> file = StoreFormat.encode(record);
      if (file.isEmpty()) {
        counters.drop(Drop.UNFIT);
      } else if (file.get().length > settings.maxValueBytes()) {
        counters.drop(Drop.TOO_LARGE);
        return Optional.empty();
      }
      return file;
    }

    private void writeBlob(String kind, Put put) throws IOException {
      Path path = layout.blob(kind, put.trace().result());
      byte[] file = StoreFormat.blob(put.value());
      // Not Files.size, which fails when another process removes it in this moment.
      if (path.toFile().length() == file.length) {
        DiskStore.this.touch(path); // equal results of two files share it
        return;
      }
      disk.write(path, file);
      written(kind, file.length);
    }

    private void written(String kind, int bytes) {
      counters.writtenFiles.increment();
      counters.writtenBytes.add(bytes);
      counters.of(kind).bytes.add(StoreLayout.onDisk(bytes));
      long limit = settings.maxBytes() / WRITES_PER_COLLECTION;
      if (writtenSinceCollection.addAndGet(StoreLayout.onDisk(bytes)) > limit) {
        writtenSinceCollection.set(0);
        askForCollection();
      }
    }

    private void failed(String reason) {
      StoreHealth before = health;
      health =
          new StoreHealth(
              StoreHealth.State.MEMORY_ONLY,
              reason,
              Optional.of(clock.instant().plus(settings.retryAfter())));
      if (before.state() == StoreHealth.State.WRITING) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Results are kept in memory only, since they cannot be written: {0}. Tried again after"
                + " {1}.",
            reason,
            settings.retryAfter());
      }
    }

    private void recovered() {
      if (health.state() == StoreHealth.State.MEMORY_ONLY) {
        health = StoreHealth.WRITING;
        LOG.log(System.Logger.Level.INFO, "Results are written to disk again.");
      }
    }

    @Override
    public void touch(Path file) {
      StoreDisk.touch(file, clock.instant());
    }

    @Override
    public void dropped(Put put) {
      counters.drop(Drop.CLOSED);
    }
  }
}
