package dev.ropewalk.daemon.analysis.guest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Durability;
import dev.ropewalk.daemon.engine.Engine;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.InputKey;
import dev.ropewalk.daemon.engine.InputKind;
import dev.ropewalk.daemon.engine.InputWrite;
import dev.ropewalk.daemon.engine.Reads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The open documents of one view, kept in step with the engine's inputs. */
public final class Buffers {
  /*
   * The inputs are written under the monitor, so that they follow each other in the order of the
   * documents' revisions, and the list of what is open agrees with the documents.
   *
   * Lock order: this monitor, then the engine's.
   */
  static final InputKind KIND = new InputKind("buffer", Durability.LOW);
  static final InputKind OPEN = new InputKind("openBuffers", Durability.LOW);

  private final Engine engine;
  private final GuestView view;

  /** The revision that was written, by path. */
  @GuardedBy("this")
  private final Map<String, Long> written = new HashMap<>();

  /** Makes a view of no documents. */
  public Buffers(Engine engine, GuestView view) {
    this.engine = engine;
    this.view = view;
  }

  /** The paths that are open, as an input. */
  record Paths(List<String> sorted) {}

  static InputKey key(GuestView view, String path) {
    return new InputKey(KIND, view.name() + "\n" + path);
  }

  static InputKey open(GuestView view) {
    return new InputKey(OPEN, view.name());
  }

  /** Which texts these are. */
  public GuestView view() {
    return view;
  }

  /** The argument of {@link #of} for a document of this view. */
  public String argument(String path) {
    return view.name() + "\n" + path;
  }

  /** The open document behind an {@link #argument}, for a query. */
  public static Optional<Buffer> of(String argument, Reads reads) {
    return reads.input(new InputKey(KIND, argument), Buffer.class);
  }

  /** The view that an {@link #argument} is of. */
  public static GuestView viewOf(String argument) {
    return GuestView.named(argument.substring(0, argument.indexOf('\n')));
  }

  /**
   * Takes texts that are newer than those known.
   *
   * @return the engine's revision from which they count, or of now when nothing was newer
   */
  public synchronized long put(Collection<Buffer> buffers) {
    var batch = new ArrayList<InputWrite>();
    int before = written.size();
    for (Buffer buffer : buffers) {
      String path = buffer.place().path();
      Long known = written.get(path);
      if (known == null || known < buffer.snapshot().revision()) {
        batch.add(write(path, buffer));
        written.put(path, buffer.snapshot().revision());
      }
    }
    if (written.size() != before) {
      batch.add(list());
    }
    return engine.write(batch);
  }

  /**
   * States a document; for one who sees to the order of its texts.
   *
   * @return the engine's revision from which it counts
   */
  public synchronized long set(Buffer buffer) {
    String path = buffer.place().path();
    var batch = new ArrayList<InputWrite>(List.of(write(path, buffer)));
    if (written.put(path, buffer.snapshot().revision()) == null) {
      batch.add(list());
    }
    return engine.write(batch);
  }

  private InputWrite write(String path, Buffer buffer) {
    return InputWrite.set(key(view, path), buffer.fingerprint(), buffer, Durability.LOW);
  }

  @GuardedBy("this")
  private InputWrite list() {
    List<String> sorted = List.copyOf(new TreeMap<>(written).keySet());
    return InputWrite.set(
        open(view),
        Fingerprint.of(new CanonicalWriter().putStringSet(sorted).toBytes()),
        new Paths(sorted),
        Durability.LOW);
  }

  /** A document is closed, or its text not known any more: its file counts again. */
  public synchronized void remove(String path) {
    if (written.remove(path) != null) {
      var unused = engine.write(List.of(InputWrite.remove(key(view, path)), list()));
    }
  }

  /** The connection is gone. */
  public synchronized void clear() {
    var batch = new ArrayList<InputWrite>();
    written.keySet().forEach(path -> batch.add(InputWrite.remove(key(view, path))));
    batch.add(InputWrite.remove(open(view)));
    written.clear();
    var unused = engine.write(batch);
  }
}
