package dev.ropewalk.daemon.document;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.buffers.text.TextRangeException;
import dev.ropewalk.buffers.text.TextTooLargeException;
import dev.ropewalk.daemon.config.DocumentSettings;
import dev.ropewalk.wasm.treesitter.SyntaxEdit;
import dev.ropewalk.wasm.treesitter.SyntaxLanguage;
import dev.ropewalk.wasm.treesitter.SyntaxSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One open document of one connection. */
public final class Document {
  /*
   * Goal: the text of the client, exactly, and a tree that follows it.
   *
   * Invariants:
   *   I1  In state Open, the text is what the client has, in the client's version.
   *   I2  In state Open, the session (when there is one) was told of every text in the order of
   *       revisions, and the last one is the snapshot's.
   *   I3  There is a session exactly when the state is Open, the language has a grammar and the
   *       size step is not TEXT_ONLY.
   *   I4  The account of the owner holds exactly the bytes of the text in state Open, else 0.
   *
   * Tree-sitter counts rows by LF alone, a text by LF, CRLF and CR. While a text holds a lone CR
   * (which is rare, and found exactly: it is new text, or stands at the edges of it) the tree is
   * not told of edits but parsed afresh, so that its points are never wrong. The mark stays until
   * the whole text is replaced.
   */
  private final DocumentKey key;
  private final String clientUri;
  private final String languageId;
  private final PositionEncoding encoding;
  private final DocumentSettings settings;
  private final OwnerAccount account;
  private @Nullable SyntaxLanguage grammar;

  @GuardedBy("this")
  private long revision;

  @GuardedBy("this")
  private long accountedBytes;

  @GuardedBy("this")
  private boolean loneCr;

  private volatile DocumentState state;

  Document(
      DocumentKey key,
      String clientUri,
      String languageId,
      PositionEncoding encoding,
      DocumentSettings settings,
      OwnerAccount account) {
    this.key = key;
    this.clientUri = clientUri;
    this.languageId = languageId;
    this.encoding = encoding;
    this.settings = settings;
    this.account = account;
    state = new DocumentState.Refused("the document " + clientUri + " is not open");
  }

  /** Owner and normalised URI. */
  public DocumentKey key() {
    return key;
  }

  /** The URI as the client spells it, for messages to it. */
  public String clientUri() {
    return clientUri;
  }

  /** What the client calls the language. */
  public String languageId() {
    return languageId;
  }

  /** What the document is now. */
  public DocumentState state() {
    return state;
  }

  /** Takes the first text. */
  synchronized ChangeOutcome open(int version, String text, GrammarChoice choice) {
    Text first;
    try {
      first = Text.of(text);
    } catch (TextTooLargeException e) {
      return refuse(e.getMessage());
    }
    grammar = choice.grammarOf(first);
    loneCr = LineBreaks.hasLoneCr(text);
    boolean replaced = Text.countLoneSurrogates(text) > 0;
    return settle(version, first, List.of(), replaced, SizeStep.FULL);
  }

  /** Refuses a document that was never open. */
  synchronized void refuseOpen(String reason) {
    state = new DocumentState.Refused(reason);
  }

  /**
   * Applies changes in order, each relative to the text after the one before it.
   *
   * @param version the client's version after the changes; null when it sent none
   */
  public synchronized ChangeOutcome change(@Nullable Integer version, List<Change> changes) {
    int lastFull = changes.size() - 1;
    while (lastFull >= 0 && changes.get(lastFull).range() != null) {
      lastFull--;
    }
    if (state instanceof DocumentState.Refused) {
      return new ChangeOutcome.Ignored();
    }
    Snapshot before = state instanceof DocumentState.Open open ? open.snapshot() : null;
    if (lastFull < 0) {
      if (before == null) {
        return new ChangeOutcome.Ignored();
      }
      if (version == null || version <= before.version()) {
        return desynchronise("version " + version + " does not follow version " + before.version());
      }
    }
    return apply(version, changes, lastFull, before);
  }

  @GuardedBy("this")
  private ChangeOutcome apply(
      @Nullable Integer version, List<Change> changes, int lastFull, @Nullable Snapshot before) {
    List<SyntaxEdit> edits = new ArrayList<>(changes.size());
    boolean replaced = false;
    Text text = before == null ? Text.empty() : before.text();
    try {
      for (int i = Math.max(lastFull, 0); i < changes.size(); i++) {
        Change change = changes.get(i);
        replaced |= Text.countLoneSurrogates(change.text()) > 0;
        Change.Range range = change.range();
        if (range == null) {
          text = Text.of(change.text());
          loneCr = LineBreaks.hasLoneCr(change.text());
        } else {
          text = replace(text, range, change.text(), edits);
        }
      }
    } catch (TextRangeException e) {
      return desynchronise(e.getMessage());
    } catch (TextTooLargeException e) {
      return refuse(e.getMessage());
    }
    if (before != null && changes.isEmpty() && version != null) {
      Snapshot same =
          new Snapshot(
              key,
              version,
              before.revision(),
              before.text(),
              encoding,
              before.step(),
              before.session());
      state = new DocumentState.Open(same);
      return new ChangeOutcome.Applied(same, before.step(), false);
    }
    int settled = version != null ? version : before == null ? 0 : before.version();
    boolean afresh = lastFull >= 0 || loneCr;
    return settle(
        settled,
        text,
        afresh ? List.of() : edits,
        replaced,
        before == null ? SizeStep.FULL : before.step());
  }

  @GuardedBy("this")
  private Text replace(Text text, Change.Range range, String newText, List<SyntaxEdit> edits) {
    int start = text.offsetOf(range.start(), encoding);
    int end = text.offsetOf(range.end(), encoding);
    Text after = text.replace(start, end, newText);
    int newEnd = start + newText.length();
    loneCr = loneCr || LineBreaks.makesLoneCr(after, start, newText);
    int startRow = text.lineOf(start);
    int oldEndRow = text.lineOf(end);
    int newEndRow = after.lineOf(newEnd);
    edits.add(
        new SyntaxEdit(
            start,
            end,
            newEnd,
            startRow,
            start - text.lineStart(startRow),
            oldEndRow,
            end - text.lineStart(oldEndRow),
            newEndRow,
            newEnd - after.lineStart(newEndRow)));
    return after;
  }

  @GuardedBy("this")
  private ChangeOutcome settle(
      int version, Text text, List<SyntaxEdit> edits, boolean replaced, SizeStep stepBefore) {
    long bytes = text.lengthBytes();
    if (!account.add(bytes - accountedBytes)) {
      return refuse(
          "the open documents of this connection would have more than "
              + settings.maxBytesPerConnection()
              + " bytes; close some, or raise documents.maxBytesPerConnection");
    }
    accountedBytes = bytes;
    SizeStep step = SizeStep.of(bytes, settings);
    SyntaxSession session = state instanceof DocumentState.Open o ? o.snapshot().session() : null;
    boolean continues = session != null;
    if (step == SizeStep.TEXT_ONLY && session != null) {
      session.close();
      session = null;
    } else if (step != SizeStep.TEXT_ONLY && session == null && grammar != null) {
      session = grammar.open();
    }
    revision++;
    if (session != null) {
      session.edit(revision, new DocumentText(text), continues ? edits : List.of());
    }
    Snapshot now = new Snapshot(key, version, revision, text, encoding, step, session);
    state = new DocumentState.Open(now);
    return new ChangeOutcome.Applied(now, stepBefore, replaced);
  }

  @GuardedBy("this")
  private ChangeOutcome desynchronise(String why) {
    String reason =
        "The editor and Ropewalk no longer agree on the text of "
            + clientUri
            + " ("
            + why
            + "). It is not analysed until the editor sends the whole text: close and reopen it.";
    release();
    state = new DocumentState.Desynchronised(reason);
    return new ChangeOutcome.Desynchronised(reason);
  }

  @GuardedBy("this")
  private ChangeOutcome refuse(String why) {
    String reason = "Ropewalk does not serve " + clientUri + ": " + why;
    release();
    state = new DocumentState.Refused(reason);
    return new ChangeOutcome.Refused(reason);
  }

  /** Lets everything go. */
  synchronized void close() {
    release();
    state = new DocumentState.Refused("the document " + clientUri + " is closed");
  }

  @GuardedBy("this")
  private void release() {
    if (state instanceof DocumentState.Open open && open.snapshot().session() != null) {
      open.snapshot().session().close();
    }
    account.release(accountedBytes);
    accountedBytes = 0;
  }

  /** Checks I3 and I4; for tests. */
  synchronized void checkInvariants() {
    if (state instanceof DocumentState.Open(Snapshot now)) {
      boolean wanted = grammar != null && now.step() != SizeStep.TEXT_ONLY;
      if (wanted != (now.session() != null)) {
        throw new IllegalStateException("I3: a session " + now.session() + " at " + now.step());
      }
      if (accountedBytes != now.text().lengthBytes()) {
        throw new IllegalStateException("I4: " + accountedBytes + " bytes in the account");
      }
    } else if (accountedBytes != 0) {
      throw new IllegalStateException("I4: " + accountedBytes + " bytes of a text that is gone");
    }
  }

  /** Chooses a grammar when the text is known. */
  @FunctionalInterface
  public interface GrammarChoice {
    /** The grammar of a document with this text, or null when there is none. */
    @Nullable SyntaxLanguage grammarOf(Text text);
  }
}
