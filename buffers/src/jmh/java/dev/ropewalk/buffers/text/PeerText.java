package dev.ropewalk.buffers.text;

import io.lacuna.bifurcan.Rope;
import javax.swing.text.BadLocationException;
import javax.swing.text.GapContent;
import org.eclipse.jface.text.GapTextStore;
import org.eclipse.jface.text.ITextStore;

/** One editable text, ours or a peer's, so that one benchmark drives them all. */
abstract class PeerText {
  /** The names that {@link #of} knows, as JMH takes them. */
  static final String TEXT = "text";

  static final String EDITOR = "editor";
  static final String STRING_BUILDER = "stringbuilder";
  static final String GAP_CONTENT = "gapcontent";
  static final String ECLIPSE = "eclipse";
  static final String BIFURCAN = "bifurcan";
  static final String BIFURCAN_LINEAR = "bifurcan-linear";

  /** Returns the text of that name with this content. */
  static PeerText of(String peer, String content) {
    return switch (peer) {
      case TEXT -> new OfText(content);
      case EDITOR -> new OfEditor(content);
      case STRING_BUILDER -> new OfStringBuilder(content);
      case GAP_CONTENT -> new OfGapContent(content);
      case ECLIPSE -> new OfEclipse(content);
      case BIFURCAN -> new OfBifurcan(Rope.from(content));
      case BIFURCAN_LINEAR -> new OfBifurcan(Rope.from(content).linear());
      default -> throw new IllegalArgumentException("no peer " + peer);
    };
  }

  abstract int length();

  abstract void replace(int start, int end, String inserted);

  /** Returns the present content, to keep: a snapshot, or a copy where there are none. */
  abstract Object snapshot();

  /** Every edit is a snapshot. */
  private static final class OfText extends PeerText {
    private Text text;

    OfText(String content) {
      text = Text.of(content);
    }

    @Override
    int length() {
      return text.lengthUtf16();
    }

    @Override
    void replace(int start, int end, String inserted) {
      text = text.replace(start, end, inserted);
    }

    @Override
    Object snapshot() {
      return text;
    }
  }

  private static final class OfEditor extends PeerText {
    private final TextEditor editor;

    OfEditor(String content) {
      editor = Text.of(content).editor();
    }

    @Override
    int length() {
      return editor.lengthUtf16();
    }

    @Override
    void replace(int start, int end, String inserted) {
      editor.replace(start, end, inserted);
    }

    @Override
    Object snapshot() {
      return editor.snapshot();
    }
  }

  private static final class OfStringBuilder extends PeerText {
    private final StringBuilder text;

    OfStringBuilder(String content) {
      text = new StringBuilder(content.length() + 1024).append(content);
    }

    @Override
    int length() {
      return text.length();
    }

    @Override
    void replace(int start, int end, String inserted) {
      text.replace(start, end, inserted);
    }

    @Override
    Object snapshot() {
      return text.toString();
    }
  }

  /** Swing's gap buffer. */
  private static final class OfGapContent extends PeerText {
    private final GapContent text = new GapContent();

    OfGapContent(String content) {
      try {
        text.insertString(0, content);
      } catch (BadLocationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    int length() {
      // It ends with a line break of its own.
      return text.length() - 1;
    }

    @Override
    void replace(int start, int end, String inserted) {
      try {
        if (end > start) {
          text.remove(start, end - start);
        }
        if (!inserted.isEmpty()) {
          text.insertString(start, inserted);
        }
      } catch (BadLocationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    Object snapshot() {
      try {
        return text.getString(0, length());
      } catch (BadLocationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class OfEclipse extends PeerText {
    private final ITextStore text = new GapTextStore();

    OfEclipse(String content) {
      text.set(content);
    }

    @Override
    int length() {
      return text.getLength();
    }

    @Override
    void replace(int start, int end, String inserted) {
      text.replace(start, end - start, inserted);
    }

    @Override
    Object snapshot() {
      return text.get(0, text.getLength());
    }
  }

  /**
   * Persistent, or when linear written in place without snapshots; indexed by code points, which
   * are units in what is measured.
   */
  private static final class OfBifurcan extends PeerText {
    private Rope text;

    OfBifurcan(Rope text) {
      this.text = text;
    }

    @Override
    int length() {
      return text.size();
    }

    @Override
    void replace(int start, int end, String inserted) {
      if (end > start) {
        text = text.remove(start, end);
      }
      if (!inserted.isEmpty()) {
        text = text.insert(start, inserted);
      }
    }

    @Override
    Object snapshot() {
      if (text.isLinear()) {
        throw new UnsupportedOperationException("a linear rope writes to what a fork of it shares");
      }
      return text;
    }
  }
}
