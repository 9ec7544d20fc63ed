package dev.ropewalk.daemon.lsp;

import dev.ropewalk.buffers.text.Position;
import dev.ropewalk.buffers.text.PositionEncoding;
import dev.ropewalk.buffers.text.Text;
import dev.ropewalk.daemon.analysis.TextDifference;
import dev.ropewalk.daemon.analysis.guest.Buffer;
import dev.ropewalk.daemon.analysis.guest.GuestReply;
import dev.ropewalk.daemon.extension.format.DprintConfigException;
import dev.ropewalk.daemon.extension.format.Formatters;
import dev.ropewalk.daemon.schedule.Cancellation;
import dev.ropewalk.wasm.abi.Op;
import dev.ropewalk.wasm.dprint.FormatResult;
import dev.ropewalk.wasm.limit.GuestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;

/**
 * Formats documents: with a plugin of dprint, or else an extension of ours. The edits touch what
 * changes and nothing else.
 */
final class Formatting {
  private final ServerContext context;
  private final GuestFeatures guests;

  Formatting(ServerContext context, GuestFeatures guests) {
    this.context = context;
    this.guests = guests;
  }

  /**
   * Formats a document.
   *
   * @param range what of it; plugins format all of it, and the edits that touch the range are kept
   */
  CompletableFuture<List<TextEdit>> format(
      OpenDocument open,
      GuestFeatures.Asked asked,
      Optional<Range> range,
      FormattingOptions options) {
    Optional<Formatters.Job> job = job(asked.buffer(), options);
    if (job.isEmpty()) {
      return guests.answers(Op.FORMATTING, asked)
          ? guests.formatting(
              asked, range.orElse(all(asked)), options.getTabSize(), options.isInsertSpaces())
          : CompletableFuture.completedFuture(List.of());
    }
    Buffer buffer = asked.buffer();
    Text text = buffer.snapshot().text();
    CompletableFuture<FormatResult> formatting = job.get().format(utf8(text));
    CompletableFuture<List<TextEdit>> edits =
        formatting.thenApplyAsync(
            result -> {
              if (open.buffer().filter(now -> now.content().equals(buffer.content())).isEmpty()) {
                throw ErrorCode.CONTENT_MODIFIED.failure(
                    "the document changed while it was being formatted");
              }
              return edits(open, buffer, job.get().formatter(), result, range);
            },
            context.executor());
    Cancellation.follow(edits, formatting);
    return edits;
  }

  private Optional<Formatters.Job> job(Buffer buffer, FormattingOptions options) {
    boolean onDisk = isOnDisk(buffer);
    try {
      Path file = fileOf(buffer);
      Path top = Path.of(buffer.place().root().isEmpty() ? "/" : buffer.place().root());
      return context
          .formatters()
          .jobFor(
              file,
              onDisk ? top : file.resolveSibling(""),
              new Formatters.Indentation(options.getTabSize(), options.isInsertSpaces()));
    } catch (InvalidPathException e) {
      return Optional.empty();
    } catch (DprintConfigException e) {
      throw ErrorCode.CONFIGURATION_REFUSED.failure(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isOnDisk(Buffer buffer) {
    return buffer.place().path().startsWith("/");
  }

  private static Path fileOf(Buffer buffer) {
    return isOnDisk(buffer)
        ? Path.of(buffer.place().path())
        : Path.of("/").resolve(buffer.place().name());
  }

  /** Makes the formatter of a document ready that was opened. */
  static void opened(Buffer buffer, Formatters formatters) {
    try {
      var unused = formatters.prepare(fileOf(buffer));
    } catch (InvalidPathException e) {
      // Nobody formats a document of such a name.
    }
  }

  private static Range all(GuestFeatures.Asked asked) {
    Text text = asked.buffer().snapshot().text();
    return new Positions(text, asked.buffer().snapshot().encoding())
        .add(0)
        .add(text.lengthUtf16())
        .convert()
        .range(0, text.lengthUtf16());
  }

  private static byte[] utf8(Text text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.lengthBytes());
    text.utf8Chunks().forEach(bytes::put);
    return bytes.array();
  }

  private List<TextEdit> edits(
      OpenDocument open,
      Buffer buffer,
      String formatter,
      FormatResult result,
      Optional<Range> range) {
    return switch (result) {
      case FormatResult.Unchanged() -> {
        open.formatted();
        yield List.of();
      }
      case FormatResult.Formatted(byte[] text) -> {
        open.formatted();
        yield edits(buffer, new String(text, StandardCharsets.UTF_8), range);
      }
      case FormatResult.SyntaxError error -> {
        open.unformattable(
            new FormatError(
                buffer.content(), item(buffer.snapshot().text(), buffer, formatter, error)));
        yield List.of();
      }
      case FormatResult.Failed(var code, String message)
          when code == GuestException.Code.BAD_CONFIGURATION ->
          throw ErrorCode.CONFIGURATION_REFUSED.failure(
              formatter + " does not take its configuration: " + message);
      case FormatResult.Failed(var code, String message) ->
          throw new GuestException(code, formatter + " could not format: " + message);
    };
  }

  private static List<TextEdit> edits(Buffer buffer, String formatted, Optional<Range> range) {
    Text text = buffer.snapshot().text();
    PositionEncoding encoding = buffer.snapshot().encoding();
    int from = 0;
    int to = text.lengthUtf16();
    if (range.isPresent()) {
      from = Positions.offset(text, encoding, range.get().getStart());
      to = Math.max(from, Positions.offset(text, encoding, range.get().getEnd()));
    }
    var wanted = new ArrayList<TextDifference.Replacement>();
    Positions positions = new Positions(text, encoding);
    for (TextDifference.Replacement one : TextDifference.between(text.toString(), formatted)) {
      if (one.start() <= to && one.end() >= from) {
        wanted.add(one);
        positions.add(one.start()).add(one.end());
      }
    }
    positions.convert();
    return wanted.stream()
        .map(one -> new TextEdit(positions.range(one.start(), one.end()), one.text()))
        .toList();
  }

  /** What a plugin cannot read, at the character that it names; without one at the first. */
  private static PlacedDiagnostics.Item item(
      Text text, Buffer buffer, String formatter, FormatResult.SyntaxError error) {
    int line = Math.min(error.line().orElse(1), text.lineCount()) - 1;
    // Plugins count characters.
    int at =
        text.offsetOf(new Position(line, error.column().orElse(1) - 1), PositionEncoding.UTF_32);
    int behind = at < text.lengthUtf16() ? at + Character.charCount(text.codePointAt(at)) : at;
    Positions positions =
        new Positions(text, buffer.snapshot().encoding()).add(at).add(behind).convert();
    return new PlacedDiagnostics.Item(
        new GuestReply.Span(
            positions.line(at),
            positions.character(at),
            positions.line(behind),
            positions.character(behind)),
        "format-syntax",
        error.message(),
        PlacedDiagnostics.ERROR,
        formatter,
        false,
        false,
        List.of());
  }
}
