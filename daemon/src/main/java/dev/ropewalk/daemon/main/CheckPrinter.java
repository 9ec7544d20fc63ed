package dev.ropewalk.daemon.main;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.daemon.analysis.Diagnostics;
import java.io.PrintWriter;

/** Prints what {@code check} finds, file by file, so that memory does not grow with the tree. */
final class CheckPrinter {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final PrintWriter out;
  private final boolean json;
  private boolean first = true;

  CheckPrinter(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
    if (json) {
      out.print("{\"files\":[");
    }
  }

  void print(FileReport report) {
    switch (report) {
      case FileReport.Checked checked when json -> item(json(checked));
      case FileReport.Checked checked -> {
        for (Diagnostics.Item item : checked.diagnostics().items()) {
          Position at = checked.text().positionOf(item.startUtf16(), PositionEncoding.UTF_32);
          out.println(
              checked.file()
                  + ":"
                  + (at.line() + 1)
                  + ":"
                  + (at.character() + 1)
                  + ": error: "
                  + item.message());
        }
        if (checked.diagnostics().truncated()) {
          out.println(checked.file() + ": more errors than are shown");
        }
      }
      case FileReport.Failed failed when json -> {
        var one = new JsonObject();
        one.addProperty("path", failed.file().toString());
        one.addProperty("failure", failed.message());
        item(one);
      }
      case FileReport.Failed failed ->
          out.println(failed.file() + ": not analysed: " + failed.message());
      case FileReport.Skipped skipped -> {}
    }
  }

  void end(CheckSummary summary) {
    if (json) {
      out.print("],\"summary\":");
      out.print(GSON.toJson(summary.json()));
      out.println("}");
    }
    out.flush();
  }

  private void item(JsonObject one) {
    out.print(first ? "\n" : ",\n");
    first = false;
    out.print(GSON.toJson(one));
  }

  private static JsonObject json(FileReport.Checked checked) {
    var diagnostics = new JsonArray();
    for (Diagnostics.Item item : checked.diagnostics().items()) {
      var one = new JsonObject();
      one.add("start", position(checked, item.startUtf16()));
      one.add("end", position(checked, item.endUtf16()));
      one.addProperty("severity", "error");
      one.addProperty("code", item.code());
      one.addProperty("message", item.message());
      diagnostics.add(one);
    }
    var file = new JsonObject();
    file.addProperty("path", checked.file().toString());
    file.addProperty("language", checked.language());
    file.add("diagnostics", diagnostics);
    if (checked.diagnostics().truncated()) {
      file.addProperty("truncated", true);
    }
    return file;
  }

  /** As LSP has it: counted from 0, characters in UTF-16 units. */
  private static JsonObject position(FileReport.Checked checked, int offsetUtf16) {
    Position at = checked.text().positionOf(offsetUtf16, PositionEncoding.UTF_16);
    var one = new JsonObject();
    one.addProperty("line", at.line());
    one.addProperty("character", at.character());
    return one;
  }
}
