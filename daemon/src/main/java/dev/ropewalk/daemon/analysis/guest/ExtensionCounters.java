package dev.ropewalk.daemon.analysis.guest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.wasm.abi.AbiListener;
import dev.ropewalk.wasm.abi.CallReport;
import dev.ropewalk.wasm.abi.HeapStatistics;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.limit.GuestException;
import dev.ropewalk.wasm.registry.ExtensionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what extensions do, and keeps the last lines that each logged. What an extension logs may
 * be of a user's text, so it goes to those who ask for it, and not into the daemon's log.
 */
public final class ExtensionCounters implements AbiListener {
  /** Lines of each extension that are kept, for its author. */
  private static final int MAX_LINES = 200;

  /** Names of spans of each extension. */
  private static final int MAX_SPANS = 64;

  private final Map<String, One> each = new ConcurrentHashMap<>();
  private volatile Calls calls = (extension, op, report) -> {};

  /** Hears of every call. */
  @FunctionalInterface
  public interface Calls {
    /** A call ended. */
    void ended(String extension, Op op, CallReport report);
  }

  /** Tells of calls from now on. */
  public void tell(Calls listener) {
    calls = listener;
  }

  /**
   * A line of an extension's log.
   *
   * @param number counts the lines of the extension, from 1
   */
  public record Line(long number, Level level, String text) {}

  /**
   * What an extension has done.
   *
   * @param failures calls that failed, by reason
   * @param wallNanos of all calls, host calls included
   * @param hostNanos what host calls waited for the daemon
   * @param cpuNanos of the guest's threads
   * @param allocatedBytes what the JVM allocated on them
   * @param bytesIn copied into guests
   * @param bytesOut copied out of guests
   * @param pages of memory after the last call
   * @param peakPages the most after any call
   * @param heap as the guest said last; all 0 when it says nothing
   * @param spanNanos of named spans
   */
  public record Counts(
      long calls,
      Map<GuestException.Code, Long> failures,
      long wallNanos,
      long hostNanos,
      long cpuNanos,
      long allocatedBytes,
      long hostCalls,
      long batches,
      long bytesIn,
      long bytesOut,
      int pages,
      int peakPages,
      HeapStatistics heap,
      long droppedLines,
      Map<String, Long> spanNanos) {
    /** Copies the maps. */
    public Counts {
      failures = Map.copyOf(failures);
      spanNanos = Map.copyOf(spanNanos);
    }
  }

  private static final class One {
    @GuardedBy("this")
    private long calls;

    @GuardedBy("this")
    private final Map<GuestException.Code, Long> failures =
        new EnumMap<>(GuestException.Code.class);

    @GuardedBy("this")
    private long wallNanos;

    @GuardedBy("this")
    private long hostNanos;

    @GuardedBy("this")
    private long cpuNanos;

    @GuardedBy("this")
    private long allocatedBytes;

    @GuardedBy("this")
    private long hostCalls;

    @GuardedBy("this")
    private long batches;

    @GuardedBy("this")
    private long bytesIn;

    @GuardedBy("this")
    private long bytesOut;

    @GuardedBy("this")
    private int pages;

    @GuardedBy("this")
    private int peakPages;

    @GuardedBy("this")
    private HeapStatistics heap = new HeapStatistics(0, 0, 0, 0);

    @GuardedBy("this")
    private long droppedLines;

    @GuardedBy("this")
    private final Map<String, Long> spans = new TreeMap<>();

    @GuardedBy("this")
    private final Deque<Line> lines = new ArrayDeque<>();

    @GuardedBy("this")
    private long lineNumber;

    synchronized void called(CallReport report) {
      calls++;
      report.failure().ifPresent(code -> failures.merge(code, 1L, Long::sum));
      wallNanos += report.wallNanos();
      hostNanos += report.hostNanos();
      cpuNanos += report.cpuNanos();
      allocatedBytes += report.allocatedBytes();
      hostCalls += report.hostCalls();
      batches += report.flushes();
      bytesIn += report.bytesIn();
      bytesOut += report.bytesOut();
      pages = report.pagesAfter();
      peakPages = Math.max(peakPages, report.pagesAfter());
    }

    synchronized void span(String name, long nanos) {
      if (spans.size() < MAX_SPANS || spans.containsKey(name)) {
        spans.merge(name, nanos, Long::sum);
      }
    }

    synchronized void heap(HeapStatistics now) {
      heap = now;
    }

    synchronized void dropped(long count) {
      droppedLines += count;
    }

    synchronized void line(Level level, String text) {
      lines.add(new Line(++lineNumber, level, text));
      if (lines.size() > MAX_LINES) {
        lines.remove();
      }
    }

    synchronized List<Line> linesAfter(long number) {
      return lines.stream().filter(line -> line.number() > number).toList();
    }

    synchronized Counts counts() {
      return new Counts(
          calls,
          failures,
          wallNanos,
          hostNanos,
          cpuNanos,
          allocatedBytes,
          hostCalls,
          batches,
          bytesIn,
          bytesOut,
          pages,
          peakPages,
          heap,
          droppedLines,
          spans);
    }
  }

  private One of(ExtensionId extension) {
    return each.computeIfAbsent(extension.value(), id -> new One());
  }

  /** What each extension has done that was ever called, by id. */
  public Map<String, Counts> counts() {
    var all = new TreeMap<String, Counts>();
    each.forEach((id, one) -> all.put(id, one.counts()));
    return all;
  }

  /**
   * The last lines that an extension logged.
   *
   * @param number only lines after this one
   */
  public List<Line> lines(String extension, long number) {
    One one = each.get(extension);
    return one == null ? List.of() : one.linesAfter(number);
  }

  /** Forgets extensions that are not there any more. */
  public void retain(Collection<String> ids) {
    for (String id : new ArrayList<>(each.keySet())) {
      if (!ids.contains(id)) {
        each.remove(id);
      }
    }
  }

  @Override
  public void log(ExtensionId extension, Level level, String line) {
    of(extension).line(level, line);
  }

  @Override
  public void logDropped(ExtensionId extension, long lines) {
    of(extension).dropped(lines);
  }

  @Override
  public void called(ExtensionId extension, Op op, CallReport report) {
    of(extension).called(report);
    calls.ended(extension.value(), op, report);
  }

  @Override
  public void spans(ExtensionId extension, Map<String, Long> nanos) {
    One one = of(extension);
    nanos.forEach(one::span);
  }

  @Override
  public void heap(ExtensionId extension, HeapStatistics heap) {
    of(extension).heap(heap);
  }
}
