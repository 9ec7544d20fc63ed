package dev.ropewalk.buffers.text;

import dev.ropewalk.buffers.tree.Aggregate;
import dev.ropewalk.buffers.tree.MeasuredTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it would cost to put text on {@link MeasuredTree}: the same leaves in the generic tree, with
 * one search by UTF-16 offset and one replaced leaf for an insertion, beside the tree of {@link
 * Text}. The generic side does less (no splits, no checks of CRLF) and is the slower one all the
 * same.
 */
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
public class GenericTreeBenchmark {
  /** The size of the document, in bytes. */
  @Param({"1000000", "100000000"})
  public int bytes;

  /** The sums that a text needs. */
  private record Sums(int utf16, int breaks, int bytes, int codePoints) {
    Sums plus(Sums next) {
      return new Sums(
          utf16 + next.utf16,
          breaks + next.breaks,
          bytes + next.bytes,
          codePoints + next.codePoints);
    }
  }

  private final Aggregate<Leaf, Sums> aggregate =
      Aggregate.of(
          new Sums(0, 0, 0, 0),
          Sums::plus,
          leaf -> new Sums(leaf.utf16, leaf.breaks, leaf.bytes, leaf.codePoints));

  private Text loadedText;
  private MeasuredTree<Leaf, Sums> loadedTree;
  private Text text;
  private MeasuredTree<Leaf, Sums> tree;
  private int cursor;
  private long state = 88172645463325252L;

  @Setup(Level.Trial)
  public void load() {
    loadedText = Text.of(SampleText.of("ascii", bytes));
    List<Leaf> leaves = new ArrayList<>();
    var walk = new LeafWalk(loadedText.root());
    walk.seek(0, Node.BYTES);
    do {
      leaves.add(walk.leaf);
    } while (walk.next());
    loadedTree = MeasuredTree.of(aggregate, leaves);
  }

  /** Leaves of the generic side are not split: short iterations start from loaded ones. */
  @Setup(Level.Iteration)
  public void reset() {
    text = loadedText;
    tree = loadedTree;
    cursor = bytes / 2;
  }

  @Benchmark
  public int seekInText() {
    return text.lineOf(random());
  }

  @Benchmark
  public int seekInGenericTree() {
    int offset = random();
    var found = tree.find(sums -> sums.utf16() > offset);
    return found.before().breaks() + found.element().breaksEnding(offset - found.before().utf16());
  }

  @Benchmark
  public Text randomInText() {
    int at = random();
    text = text.replace(at, at, "x");
    return text;
  }

  @Benchmark
  public MeasuredTree<Leaf, Sums> randomInGenericTree() {
    return insertInGenericTree(random());
  }

  @Benchmark
  public Text cursorInText() {
    text = text.replace(cursor, cursor, "x");
    cursor += 64;
    if (cursor > bytes - 64) {
      cursor = 0;
    }
    return text;
  }

  @Benchmark
  public MeasuredTree<Leaf, Sums> cursorInGenericTree() {
    insertInGenericTree(cursor);
    cursor += 64;
    if (cursor > bytes - 64) {
      cursor = 0;
    }
    return tree;
  }

  private MeasuredTree<Leaf, Sums> insertInGenericTree(int at) {
    var found = tree.find(sums -> sums.utf16() > at);
    byte[] old = found.element().data;
    int local = at - found.before().utf16();
    byte[] data = Arrays.copyOf(old, old.length + 1);
    data[local] = 'x';
    System.arraycopy(old, local, data, local + 1, old.length - local);
    Leaf leaf = found.element();
    var edited = new Leaf(data, leaf.utf16 + 1, leaf.breaks, leaf.codePoints + 1, leaf.mayHaveCr);
    tree = tree.with(found.index(), edited);
    return tree;
  }

  private int random() {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) ((state >>> 33) % bytes);
  }
}
