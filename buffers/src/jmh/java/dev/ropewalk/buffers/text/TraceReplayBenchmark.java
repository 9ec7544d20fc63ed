package dev.ropewalk.buffers.text;

import java.io.IOException;
import java.util.List;
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

/** Whole recorded editing sessions, in milliseconds each; a snapshot after every edit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceReplayBenchmark {
  /** The name of a file of {@link EditTrace#find}. */
  @Param({"automerge-paper", "rustcode"})
  public String trace;

  private String startContent;
  private List<TextEdit> edits;

  @Setup
  public void load() throws IOException {
    EditTrace found =
        EditTrace.find(trace)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no trace " + trace + "; set -Dropewalk.shared.data=DIR for this JVM"));
    startContent = found.startContent();
    edits = found.edits();
  }

  @Benchmark
  public Text replay() {
    Text text = Text.of(startContent);
    for (TextEdit edit : edits) {
      text = text.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    return text;
  }

  @Benchmark
  public StringBuilder replayOnStringBuilder() {
    var text = new StringBuilder(startContent);
    for (TextEdit edit : edits) {
      text.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    return text;
  }
}
