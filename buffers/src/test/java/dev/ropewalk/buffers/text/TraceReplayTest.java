package dev.ropewalk.buffers.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays recorded editing sessions. */
final class TraceReplayTest {
  @ParameterizedTest
  @ValueSource(strings = {"automerge-paper", "rustcode"})
  void a_recorded_session_ends_with_the_content_that_its_author_left(String name)
      throws IOException {
    EditTrace trace =
        EditTrace.find(name)
            .orElseGet(
                () -> {
                  String message =
                      "SKIPPED: no editing trace "
                          + name
                          + ".json.gz; set -Dropewalk.shared.data=DIR to the directory that has it";
                  System.err.println(message);
                  Assumptions.abort(message);
                  throw new AssertionError("not reached");
                });
    Text text = Text.of(trace.startContent());
    for (TextEdit edit : trace.edits()) {
      text = text.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    TextEditor editor = Text.of(trace.startContent()).editor();
    for (TextEdit edit : trace.edits()) {
      editor.replace(edit.startUtf16(), edit.endUtf16(), edit.newText());
    }
    editor.snapshot().checkInvariants();
    assertEquals(trace.endContent(), editor.snapshot().toString());
    text.checkInvariants();
    assertEquals(trace.endContent(), text.toString());
    assertEquals(Text.of(trace.endContent()), text);
    assertTrue(trace.edits().size() > 10_000, "edits: " + trace.edits().size());
  }
}
