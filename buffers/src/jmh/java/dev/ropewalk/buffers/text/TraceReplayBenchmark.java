package dev.ropewalk.buffers.text;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Recorded editing sessions, in nanoseconds for each patch: one operation is the next patch, and
 * after the last the session starts over with a new text.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xms2g",
      "-Xmx2g",
      "-XX:+AlwaysPreTouch",
      "-XX:+UseSerialGC",
      "-XX:+UseCompactObjectHeaders"
    })
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceReplayBenchmark {
  /** The name of a file of {@link EditTrace#find}. */
  @Param({"automerge-paper", "rustcode"})
  public String trace;

  /** See {@link PeerText}. */
  @Param({
    PeerText.TEXT,
    PeerText.EDITOR,
    PeerText.BIFURCAN,
    PeerText.BIFURCAN_LINEAR,
    PeerText.STRING_BUILDER,
    PeerText.GAP_CONTENT,
    PeerText.ECLIPSE
  })
  public String peer;

  /** How many snapshots are kept before the oldest is let go; a power of two. */
  private static final int KEPT = 1024;

  private String startContent;
  private TextEdit[] edits;
  private PeerText text;
  private final Object[] kept = new Object[KEPT];
  private int next;

  @Setup
  public void load() throws IOException {
    EditTrace found =
        EditTrace.find(trace)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no trace " + trace + "; set -Dropewalk.shared.data=DIR for this JVM"));
    startContent = found.startContent();
    edits = found.edits().toArray(new TextEdit[0]);
    text = PeerText.of(peer, startContent);
  }

  @Benchmark
  public int patch() {
    TextEdit edit = edits[next];
    text.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    turn();
    return edit.startUtf16();
  }

  @Benchmark
  public Object patchWithSnapshot() {
    TextEdit edit = edits[next];
    text.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    Object snapshot = text.snapshot();
    kept[next & (KEPT - 1)] = snapshot;
    turn();
    return snapshot;
  }

  private void turn() {
    if (++next == edits.length) {
      next = 0;
      text = PeerText.of(peer, startContent);
    }
  }
}
