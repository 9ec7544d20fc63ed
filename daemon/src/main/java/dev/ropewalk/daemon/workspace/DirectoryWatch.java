package dev.ropewalk.daemon.workspace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The system's events on some directories, each watched by itself. */
final class DirectoryWatch implements AutoCloseable {
  /*
   * The JDK's own service: on Linux it is inotify, and other libraries use it there as well; their
   * walks and hashes are done here anyway, with the ignore rules in mind.
   *
   *   W1  by directory and by key are inverse, but for directories that were moved: inotify follows
   *       the inode, so registering the new place gives the old key; the key then belongs to the new
   *       place, and taking the old place away leaves it alone.
   *   W2  A callback is made for every event after add() returned true, until remove(). An event
   *       that is under way when its key changes its place is told of the old place; what it is
   *       about is seen by the listing that follows each add().
   */
  private final @Nullable WatchService service;
  private final BiConsumer<Path, @Nullable Path> changed;
  private final Consumer<Path> lost;

  @GuardedBy("this")
  private final Map<Path, WatchKey> keys = new HashMap<>();

  @GuardedBy("this")
  private final Map<WatchKey, Path> places = new HashMap<>();

  /**
   * Begins to watch nothing.
   *
   * @param changed hears of a directory and the name that something happened to; without a name
   *     when events were lost. Must not block.
   * @param lost hears of a directory that is watched no more: it is gone, and perhaps another one
   *     has its name. Must not block.
   */
  DirectoryWatch(FileSystem system, BiConsumer<Path, @Nullable Path> changed, Consumer<Path> lost) {
    this.changed = changed;
    this.lost = lost;
    WatchService made;
    try {
      made = system.newWatchService();
    } catch (IOException | UnsupportedOperationException e) {
      made = null; // too many of them, or none at all
    }
    service = made;
    if (made != null) {
      Thread.ofPlatform().daemon().name("ropewalk-watch").start(() -> pump(service));
    }
  }

  /** Watches a directory; false when the system does not. */
  synchronized boolean add(Path directory) {
    if (service == null) {
      return false;
    }
    try {
      WatchKey key =
          directory.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_DELETE,
              StandardWatchEventKinds.ENTRY_MODIFY);
      keys.put(directory, key);
      places.put(key, directory);
      return true;
    } catch (IOException | ClosedWatchServiceException e) {
      return false; // gone, or too many watches
    }
  }

  /** Ends the watch of a directory. */
  synchronized void remove(Path directory) {
    WatchKey key = keys.remove(directory);
    if (key != null && directory.equals(places.get(key))) {
      places.remove(key);
      key.cancel();
    }
  }

  /** How many directories are watched. */
  synchronized int size() {
    return places.size();
  }

  private synchronized void ended(WatchKey key) {
    Path place = places.remove(key);
    if (place != null) {
      keys.remove(place, key);
    }
  }

  private synchronized @Nullable Path place(WatchKey key) {
    return places.get(key);
  }

  private void pump(WatchService from) {
    try {
      while (true) {
        WatchKey key = from.take();
        Path directory = place(key);
        for (WatchEvent<?> event : key.pollEvents()) {
          if (directory != null) {
            boolean lost = event.kind() == StandardWatchEventKinds.OVERFLOW;
            changed.accept(directory, lost ? null : (Path) event.context());
          }
        }
        if (!key.reset() && directory != null) {
          ended(key);
          lost.accept(directory);
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // closed
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      keys.clear(); // a key of a closed service cannot be cancelled
      places.clear();
    }
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        // nothing is left to be done about it
      }
    }
  }

  /** Checks W1; for tests. */
  synchronized void checkInvariants() {
    places.forEach(
        (key, place) -> {
          if (!key.equals(keys.get(place))) {
            throw new IllegalStateException("W1: " + place + " has another key");
          }
        });
  }
}
