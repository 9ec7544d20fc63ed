package dev.ropewalk.buffers.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Loading, conversions at random places, and passes over everything. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xms4g",
      "-Xmx4g",
      "-XX:+AlwaysPreTouch",
      "-XX:+UseSerialGC",
      "-XX:+UseCompactObjectHeaders"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TextReadBenchmark {
  private static final int TOKENS = 26_000;
  private static final int PLACES = 1 << 16;
  private static final int CHUNK_UNITS = 4096;
  private static final Pattern NOWHERE = Pattern.compile("[a-z]+9{3}\\d");

  /** The size of the document, in bytes. */
  @Param({"1000000", "100000000"})
  public int bytes;

  /** See {@link SampleText}. */
  @Param({"ascii", "mixed", "oneline"})
  public String kind;

  private String content;
  private byte[] utf8;
  private Text text;
  private final int[] offsets = new int[PLACES];
  private final int[] lines = new int[PLACES];
  private final int[] byteOffsets = new int[PLACES];
  private final Position[] positions = new Position[PLACES];
  private int[] tokenOffsets;
  private final int[] tokenLines = new int[TOKENS];
  private final int[] tokenCharacters = new int[TOKENS];
  private final byte[] chunk = new byte[2 * CHUNK_UNITS];
  private int next;

  @Setup
  public void load() {
    content = SampleText.of(kind, bytes);
    utf8 = content.getBytes(StandardCharsets.UTF_8);
    text = Text.of(content);
    var random = new Random(7);
    for (int i = 0; i < PLACES; i++) {
      offsets[i] = text.floorToCodePoint(random.nextInt(text.lengthUtf16()));
      byteOffsets[i] = text.convert(offsets[i], PositionEncoding.UTF_16, PositionEncoding.UTF_8);
      lines[i] = random.nextInt(text.lineCount());
      positions[i] = text.positionOf(offsets[i], PositionEncoding.UTF_16);
    }
    // Tokens as a highlighter finds them: close together, in a file of 5,000 lines.
    int span = Math.min(text.lengthUtf16(), 8 * TOKENS);
    tokenOffsets = random.ints(TOKENS, 0, span).sorted().toArray();
  }

  @Benchmark
  public Text loadFromUtf8() {
    return new TextBuilder().appendUtf8(utf8, 0, utf8.length).build();
  }

  @Benchmark
  public String loadOfString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Benchmark
  public int lineToOffset() {
    return text.lineStart(lines[place()]);
  }

  @Benchmark
  public int offsetToLine() {
    return text.lineOf(offsets[place()]);
  }

  @Benchmark
  public Position offsetToPosition() {
    return text.positionOf(offsets[place()], PositionEncoding.UTF_16);
  }

  @Benchmark
  public Position offsetToPositionInUtf8() {
    return text.positionOf(offsets[place()], PositionEncoding.UTF_8);
  }

  @Benchmark
  public int positionToOffset() {
    return text.offsetOf(positions[place()], PositionEncoding.UTF_16);
  }

  @Benchmark
  public int offsetToUtf8() {
    return text.convert(offsets[place()], PositionEncoding.UTF_16, PositionEncoding.UTF_8);
  }

  @Benchmark
  public int utf8ToOffset() {
    return text.convert(byteOffsets[place()], PositionEncoding.UTF_8, PositionEncoding.UTF_16);
  }

  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public int[] sweepOfTokens() {
    text.positionsOf(tokenOffsets, TOKENS, PositionEncoding.UTF_16, tokenLines, tokenCharacters);
    return tokenCharacters;
  }

  @Benchmark
  public int charAt() {
    return text.charAt(offsets[place()]);
  }

  @Benchmark
  public String sliceOf4000Units() {
    int start = Math.min(offsets[place()], text.lengthUtf16() - 4000);
    return text.slice(text.floorToCodePoint(start), text.floorToCodePoint(start + 4000));
  }

  /** Where the line is found is part of it, as for the peers. */
  @Benchmark
  public TextSlice viewOf100Lines() {
    int line = Math.max(0, Math.min(lines[place()], text.lineCount() - 101));
    int end = Math.min(line + 100, text.lineCount() - 1);
    return text.view(text.lineStart(line), text.lineStart(end));
  }

  @Benchmark
  public String stringOf100Lines() {
    return viewOf100Lines().toString();
  }

  @Benchmark
  public Text textOf100Lines() {
    return viewOf100Lines().toText();
  }

  @Benchmark
  public ContentHash hashOf100Lines() {
    return viewOf100Lines().contentHash();
  }

  @Benchmark
  public long chunksOverAll() {
    long sum = 0;
    for (ChunkCursor chunks = text.chunks(); chunks.hasNext(); ) {
      ByteBuffer chunk = chunks.next();
      sum += chunk.remaining() + chunk.get(0);
    }
    return sum;
  }

  /** Reads every byte of every chunk, eight at a time. */
  @Benchmark
  public long chunkBytesOverAll() {
    long sum = 0;
    for (ChunkCursor chunks = text.chunks(); chunks.hasNext(); ) {
      ByteBuffer chunk = chunks.next();
      int i = 0;
      for (; i + 8 <= chunk.limit(); i += 8) {
        sum += chunk.getLong(i);
      }
      for (; i < chunk.limit(); i++) {
        sum += chunk.get(i);
      }
    }
    return sum;
  }

  @Benchmark
  public long charsOverAll() {
    CharSequence chars = text.chars();
    long sum = 0;
    for (int i = 0; i < chars.length(); i++) {
      sum += chars.charAt(i);
    }
    return sum;
  }

  @Benchmark
  public long codePointsOverAll() {
    long sum = 0;
    for (CodePointCursor cursor = text.codePoints(0); cursor.hasNext(); ) {
      sum += cursor.next();
    }
    return sum;
  }

  @Benchmark
  public int searchOfWhatIsNotThere() {
    return text.indexOf("value1 value2 value3", 0, text.lengthUtf16());
  }

  @Benchmark
  public int searchOfWhatIsNotThereInString() {
    return content.indexOf("value1 value2 value3");
  }

  @Benchmark
  public boolean regexOfWhatIsNotThere() {
    return text.matcher(NOWHERE).find();
  }

  @Benchmark
  public boolean regexOfWhatIsNotThereInString() {
    return NOWHERE.matcher(content).find();
  }

  @Benchmark
  public int wordBoundary() {
    return text.boundaryAfter(offsets[place()], BoundaryKind.WORD, Locale.ROOT);
  }

  @Benchmark
  public int graphemeBoundary() {
    return text.boundaryAfter(offsets[place()], BoundaryKind.GRAPHEME, Locale.ROOT);
  }

  @Benchmark
  public long readUtf16OverAll() {
    int offset = 0;
    long sum = 0;
    while (true) {
      int units = text.readUtf16(offset, chunk, 0, CHUNK_UNITS);
      if (units == 0) {
        return sum;
      }
      sum += chunk[0];
      offset += units;
    }
  }

  @Benchmark
  public long writeToOverAll() throws IOException {
    var counter = new CountingStream();
    text.writeTo(counter);
    return counter.bytes;
  }

  @Benchmark
  public String wholeString() {
    return text.toString();
  }

  @Benchmark
  public ContentHash firstHash() {
    Text fresh = new TextBuilder().appendUtf8(utf8, 0, utf8.length).build();
    return fresh.contentHash();
  }

  private int place() {
    next = (next + 1) & (PLACES - 1);
    return next;
  }

  private static final class CountingStream extends OutputStream {
    long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes += length;
    }
  }
}
