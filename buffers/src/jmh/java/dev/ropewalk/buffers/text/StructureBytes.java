package dev.ropewalk.buffers.text;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Prints, as JSON lines, the heap that each kind of text holds per byte of UTF-8: freshly loaded,
 * and after the recorded sessions. What the collector says is live, over enough copies of the
 * structure that its own noise does not show.
 */
public final class StructureBytes {
  private static final List<String> PEERS =
      List.of(
          PeerText.TEXT,
          PeerText.EDITOR,
          PeerText.BIFURCAN,
          PeerText.STRING_BUILDER,
          PeerText.GAP_CONTENT,
          PeerText.ECLIPSE);

  private StructureBytes() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    for (String peer : PEERS) {
      String content = SampleText.of("ascii", 100_000_000);
      print(peer, "100 MB loaded", utf8Length(content), 1, () -> PeerText.of(peer, content));
      for (String name : List.of("automerge-paper", "rustcode")) {
        EditTrace trace = EditTrace.find(name).orElseThrow();
        long bytes = utf8Length(trace.endContent());
        print(peer, name + " replayed", bytes, 40, () -> replayed(peer, trace));
      }
    }
  }

  private interface Maker {
    PeerText make();
  }

  private static void print(String peer, String what, long bytes, int copies, Maker maker) {
    Object[] kept = new Object[copies];
    long before = liveBytes();
    for (int i = 0; i < copies; i++) {
      PeerText text = maker.make();
      kept[i] = peer.equals(PeerText.EDITOR) ? text.snapshot() : text;
    }
    double each = (double) (liveBytes() - before) / copies;
    System.out.printf(
        Locale.ROOT,
        "{\"peer\":\"%s\",\"what\":\"%s\",\"contentBytes\":%d,\"heapBytes\":%.0f,"
            + "\"perByte\":%.3f}%n",
        peer,
        what,
        bytes,
        each,
        each / bytes);
    if (kept[copies - 1] == null) {
      throw new IllegalStateException("nothing was kept");
    }
  }

  private static PeerText replayed(String peer, EditTrace trace) {
    PeerText text = PeerText.of(peer, trace.startContent());
    for (TextEdit edit : trace.edits()) {
      text.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    return text;
  }

  private static long utf8Length(String content) {
    return content.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long liveBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
