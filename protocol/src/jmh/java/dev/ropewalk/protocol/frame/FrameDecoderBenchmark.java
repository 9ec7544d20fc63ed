package dev.ropewalk.protocol.frame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageProducer;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.jspecify.annotations.NullUnmarked;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * Framing of a stream of about 16 MiB: this decoder against LSP4J's stream reader. LSP4J cannot
 * frame without parsing, so its handler here does nothing with the characters but read them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullUnmarked
public class FrameDecoderBenchmark {
  private static final int STREAM_BYTES = 16 << 20;
  private static final int CHUNK_BYTES = 64 << 10;
  private static final FrameLimits LIMITS = new FrameLimits(4096, 64 << 20, 128 << 20);

  /** The length of each body, in bytes. */
  @Param({"200", "20000", "4000000"})
  public int bodyBytes;

  private byte[] stream;

  /** Creates the benchmark. */
  public FrameDecoderBenchmark() {}

  /** Builds the stream. */
  @Setup
  public void build() {
    String filler = "x".repeat(bodyBytes);
    byte[] frame = FrameEncoder.frame(("\"" + filler + "\"").getBytes(StandardCharsets.UTF_8));
    var bytes = new ByteArrayOutputStream();
    while (bytes.size() < STREAM_BYTES) {
      bytes.writeBytes(frame);
    }
    stream = bytes.toByteArray();
  }

  /** Feeds the stream in reads of a socket's size. */
  @Benchmark
  public void ropewalk(Blackhole blackhole) {
    var decoder = new FrameDecoder(LIMITS, blackhole::consume);
    for (int at = 0; at < stream.length; at += CHUNK_BYTES) {
      decoder.feed(stream, at, Math.min(CHUNK_BYTES, stream.length - at));
    }
  }

  /** Lets LSP4J read the stream. */
  @Benchmark
  public void lsp4j(Blackhole blackhole) {
    var reading =
        new MessageJsonHandler(Map.of()) {
          @Override
          public Message parseMessage(java.io.Reader input) {
            char[] chunk = new char[8192];
            try {
              for (int read = input.read(chunk); read >= 0; read = input.read(chunk)) {
                blackhole.consume(chunk);
              }
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
            return null;
          }
        };
    var producer = new StreamMessageProducer(new ByteArrayInputStream(stream), reading);
    producer.listen(blackhole::consume);
  }
}
