package dev.ropewalk.daemon.workspace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.engine.InputWrite;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files of a root on several threads, while the owner finds further ones. */
final class FileReads implements AutoCloseable {
  /*
   * The owner adds a batch of files of one directory at a time and goes on listing; helpers read. In
   * finish() the owner reads as well, and waits for the helpers, so what they found is seen by it.
   * Helpers start when there is more than the owner alone would read in a moment.
   */
  private static final long RACY_MILLIS = 2_000; // the coarsest time of a file system, FAT's

  /** How much of a text decides on its language; as LanguageRegistry has it. */
  private static final int BEGINNING_BYTES = 32_768;

  /** Files that are too few for a further thread, and the most of a batch. */
  static final int BATCH_FILES = 64;

  /** A file that has to be read, as it was listed. */
  record Wanted(Path file, BasicFileAttributes attributes) {}

  /**
   * A file that was read.
   *
   * @param state what is to be written of it
   * @param write the same, as an input
   * @param racy whether it was changed so shortly before that another change would leave its time
   */
  record Found(FileState state, InputWrite write, boolean racy) {}

  /** Files of one directory. */
  static final class Batch {
    private final Path directory;
    private final List<Wanted> files;
    private final @Nullable Found[] found;

    Batch(Path directory, List<Wanted> files) {
      this.directory = directory;
      this.files = files;
      found = new @Nullable Found[files.size()];
    }

    List<Wanted> files() {
      return files;
    }

    /** What there is of a file; null when it could not be read. To be asked after the end. */
    @Nullable Found found(int index) {
      return found[index];
    }
  }

  private final Path home;
  private final FileLanguages languages;
  private final int maxBytes;
  private final Clock clock;
  private final int maxHelpers;
  private final List<Thread> helpers = new ArrayList<>();

  @GuardedBy("this")
  private final ArrayDeque<Batch> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int waitingFiles;

  @GuardedBy("this")
  private boolean complete;

  /**
   * Begins to wait for files.
   *
   * @param home the real path of the root, out of which nothing is read
   * @param maxBytes a larger file is told of without its content
   * @param maxHelpers threads besides the owner's
   */
  FileReads(Path home, FileLanguages languages, int maxBytes, Clock clock, int maxHelpers) {
    this.home = home;
    this.languages = languages;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.maxHelpers = maxHelpers;
  }

  /** Files to be read some time until {@link #finish}. */
  void add(Batch batch) {
    boolean isMuch;
    synchronized (this) {
      waiting.add(batch);
      waitingFiles += batch.files.size();
      isMuch = waitingFiles > BATCH_FILES;
      notifyAll();
    }
    if (isMuch && helpers.size() < maxHelpers) {
      helpers.add(Thread.ofPlatform().daemon().name("ropewalk-read").start(this::help));
    }
  }

  /** Reads what waits; when it returns, all is read. */
  void finish() {
    var bytes = new FileBytes();
    for (Batch batch = poll(); batch != null; batch = poll()) {
      read(batch, bytes);
    }
    close();
  }

  /** Ends the helpers, and gives up what waits. */
  @Override
  public void close() {
    synchronized (this) {
      waiting.clear();
      complete = true;
      notifyAll();
    }
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void help() {
    var bytes = new FileBytes();
    try {
      for (Batch batch = take(); batch != null; batch = take()) {
        read(batch, bytes);
      }
    } catch (InterruptedException e) {
      // Nobody does that; what is left the owner reads.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Batch poll() {
    Batch batch = waiting.poll();
    waitingFiles -= batch == null ? 0 : batch.files.size();
    return batch;
  }

  private synchronized @Nullable Batch take() throws InterruptedException {
    while (waiting.isEmpty() && !complete) {
      wait();
    }
    return poll();
  }

  private void read(Batch batch, FileBytes bytes) {
    try (var directory = DirectoryFiles.open(batch.directory, home)) {
      for (int i = 0; i < batch.found.length; i++) {
        batch.found[i] = read(batch.files.get(i), directory, bytes);
      }
    } catch (IOException e) {
      // Nothing of it can be read.
      return;
    }
  }

  private @Nullable Found read(Wanted wanted, DirectoryFiles directory, FileBytes bytes) {
    long now = clock.millis();
    boolean racy = now - wanted.attributes.lastModifiedTime().toMillis() < RACY_MILLIS;
    String path = wanted.file.toString();
    long size = wanted.attributes.size();
    FileState state;
    if (size > maxBytes) {
      state = new FileState(FileState.UNREAD, languages.of(path, ""), size);
    } else {
      try (SeekableByteChannel channel = directory.read(wanted.file)) {
        bytes.read(channel, size, maxBytes);
      } catch (IOException e) {
        return null;
      }
      state =
          bytes.length() > maxBytes
              ? new FileState(FileState.UNREAD, languages.of(path, ""), bytes.length())
              : new FileState(
                  bytes.id(), languages.of(path, bytes.beginning(BEGINNING_BYTES)), bytes.length());
    }
    return new Found(state, state.write(wanted.file), racy);
  }
}
