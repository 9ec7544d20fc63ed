package dev.ropewalk.buffers.text;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The races that texts allow, each of which must look as if there were none. */
public final class SharedTextStress {
  private static final String CONTENT = "a line\r\nand \uD83D\uDE00 another\n".repeat(3);
  private static final String EDITED = "x" + CONTENT;
  private static final ContentHash HASH = Text.of(CONTENT).contentHash();

  private SharedTextStress() {}

  /** Two threads compute the memo of a hash at once. */
  @JCStressTest
  @Description("the memo of a content hash")
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both see the hash")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a half-written hash")
  @State
  public static class MemoOfHash {
    private final Text text = Text.of(CONTENT, Tuning.TINY);

    @Actor
    public void first(ZZ_Result result) {
      result.r1 = text.contentHash().equals(HASH);
    }

    @Actor
    public void second(ZZ_Result result) {
      result.r2 = text.contentHash().equals(HASH);
    }
  }

  /** A text that an editor wrote into branches of is passed on by a data race. */
  @JCStressTest
  @Description("a snapshot published without any ordering")
  @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "nothing yet, or the whole text")
  @Outcome(expect = Expect.FORBIDDEN, desc = "sums or bytes from before they were written")
  @State
  public static class RacyPublication {
    private Text shared;

    @Actor
    public void writer() {
      TextEditor editor = Text.of(CONTENT, Tuning.TINY).editor();
      editor.replace(0, 0, "?");
      editor.replace(30, 30, "?");
      editor.replace(0, 1, "x");
      editor.replace(30, 31, "");
      shared = editor.snapshot();
    }

    @Actor
    public void reader(Z_Result result) {
      Text text = shared;
      result.r1 =
          text == null
              || (text.lengthUtf16() == EDITED.length()
                  && text.lineCount() == 7
                  && text.toString().equals(EDITED));
    }
  }

  /** An editor goes on while another thread reads the snapshot that it gave. */
  @JCStressTest
  @Description("a snapshot read while its editor goes on")
  @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the snapshot as it was taken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a later edit in an earlier snapshot")
  @State
  public static class SnapshotUnderEdits {
    private final TextEditor editor = Text.of(CONTENT, Tuning.TINY).editor().replace(0, 0, "x");
    private final Text snapshot = editor.snapshot();

    @Actor
    public void writer() {
      editor.replace(1, 3, "later");
      editor.replace(20, 20, "\n");
      editor.snapshot();
      editor.replace(0, 9, "");
    }

    @Actor
    public void reader(Z_Result result) {
      result.r1 =
          snapshot.lineCount() == 7
              && snapshot.lineStart(2) == EDITED.indexOf("\n", 9) + 1
              && snapshot.toString().equals(EDITED);
    }
  }
}
