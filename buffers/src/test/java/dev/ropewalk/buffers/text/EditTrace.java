package dev.ropewalk.buffers.text;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A recorded editing session, as the public editing-traces data sets have them; both used here are
 * ASCII, so their offsets are UTF-16 units.
 *
 * @param startContent the text before the first edit
 * @param endContent the text after the last
 * @param edits the edits, each on the result of the one before
 */
public record EditTrace(String startContent, String endContent, List<TextEdit> edits) {
  /**
   * Reads a trace from the directory {@code -Dropewalk.shared.data} or else from {@code
   * ../shared/data} beside the repository; empty when there is none.
   */
  public static Optional<EditTrace> find(String name) throws IOException {
    Path directory = directory();
    Path file = directory == null ? null : directory.resolve(name + ".json.gz");
    return file != null && Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private static @Nullable Path directory() {
    String given = System.getProperty("ropewalk.shared.data");
    if (given != null) {
      return Path.of(given);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(".mvn"))) {
        return at.resolveSibling("shared").resolve("data");
      }
    }
    return null;
  }

  private static EditTrace read(Path file) throws IOException {
    String start = "";
    String end = "";
    var edits = new ArrayList<TextEdit>();
    try (var in = new GZIPInputStream(Files.newInputStream(file));
        var json = new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "startContent" -> start = json.nextString();
          case "endContent" -> end = json.nextString();
          case "txns" -> readTransactions(json, edits);
          default -> json.skipValue();
        }
      }
    }
    return new EditTrace(start, end, edits);
  }

  private static void readTransactions(JsonReader json, List<TextEdit> edits) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals("patches")) {
          readPatches(json, edits);
        } else {
          json.skipValue();
        }
      }
      json.endObject();
    }
    json.endArray();
  }

  /** Reads patches of the form {@code [position, deleted, inserted]}. */
  private static void readPatches(JsonReader json, List<TextEdit> edits) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      json.beginArray();
      int position = json.nextInt();
      int deleted = json.nextInt();
      edits.add(new TextEdit(position, position + deleted, json.nextString()));
      json.endArray();
    }
    json.endArray();
  }
}
