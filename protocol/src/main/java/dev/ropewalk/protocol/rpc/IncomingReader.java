package dev.ropewalk.protocol.rpc;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/** Reads the envelope of a message from its body. */
final class IncomingReader {
  private static final Set<String> NAMES =
      Set.of("jsonrpc", "id", "method", "params", "result", "error");
  private static final int LONGEST_NAME_BYTES = 48; // each character of a name may be \\uXXXX

  private static final int MAX_ID_BYTES = 1024; // it is repeated in every message about the request

  private final byte[] body;
  private final JsonScanner scanner;

  IncomingReader(byte[] body, int maxNesting) {
    this.body = body;
    this.scanner = new JsonScanner(body, maxNesting);
  }

  /** Whether some string of the body holds bytes that are not UTF-8; known after {@link #read}. */
  boolean hasMalformedUtf8() {
    return scanner.hasMalformedUtf8();
  }

  Incoming read() {
    JsonScanner.Failure failure = scanner.scan();
    if (failure != null) {
      return new Incoming.Invalid(
          failure.tooDeep() ? ResponseErrorCode.InvalidRequest : ResponseErrorCode.ParseError,
          failure.message(),
          null);
    }
    if (scanner.firstByte() == '[') {
      return invalid("a batch is not supported; send one message for each request", null);
    }
    if (scanner.firstByte() != '{') {
      return invalid("a message must be an object", null);
    }
    Map<String, Incoming.Span> members = new HashMap<>();
    for (JsonScanner.Member member : scanner.members()) {
      String name = name(member);
      if (NAMES.contains(name)
          && members.put(name, new Incoming.Span(member.valueStart(), member.valueEnd())) != null) {
        return invalid("the member '" + name + "' is there twice", null);
      }
    }
    return interpret(members);
  }

  private Incoming interpret(Map<String, Incoming.Span> members) {
    Incoming.Span idSpan = present(members.get("id"));
    Incoming.Id id = idSpan == null ? null : id(idSpan);
    Incoming.Span version = members.get("jsonrpc");
    if (version == null || !"2.0".equals(string(version))) {
      return invalid("the member 'jsonrpc' must be \"2.0\"", id);
    }
    if (idSpan != null && id == null) {
      return invalid(
          "the member 'id' must be a string or a number of at most " + MAX_ID_BYTES + " bytes",
          null);
    }
    Incoming.Span methodSpan = members.get("method");
    if (methodSpan == null) {
      Incoming.Span error = present(members.get("error"));
      return error != null || (id != null && members.containsKey("result"))
          ? new Incoming.Response(id, present(members.get("result")), error)
          : invalid("neither a request nor a response: there is no 'method'", id);
    }
    String method = string(methodSpan);
    if (method == null) {
      return invalid("the member 'method' must be a string", id);
    }
    Incoming.Span params = present(members.get("params"));
    if (params != null && body[params.start()] != '{' && body[params.start()] != '[') {
      return invalid("the member 'params' must be an object or an array", id);
    }
    if (id != null) {
      return new Incoming.Request(id, method, params);
    }
    return members.containsKey("id")
        ? invalid("the id of a request must not be null", null)
        : new Incoming.Notification(method, params);
  }

  private Incoming.@Nullable Span present(Incoming.@Nullable Span span) {
    return span == null || body[span.start()] == 'n' ? null : span;
  }

  private Incoming.@Nullable Id id(Incoming.Span span) {
    if (span.end() - span.start() > MAX_ID_BYTES) {
      return null;
    }
    String text = string(span);
    if (text != null) {
      return new Incoming.Id(false, text);
    }
    byte first = body[span.start()];
    return first == '-' || (first >= '0' && first <= '9')
        ? new Incoming.Id(true, raw(span.start(), span.end()))
        : null;
  }

  private String name(JsonScanner.Member member) {
    if (member.keyEnd() - member.keyStart() > LONGEST_NAME_BYTES) {
      return "";
    }
    String name = string(new Incoming.Span(member.keyStart(), member.keyEnd()));
    return name == null ? "" : name;
  }

  /** The value of a string; null if the value is none. */
  private @Nullable String string(Incoming.Span span) {
    if (body[span.start()] != '"') {
      return null;
    }
    String inner = raw(span.start() + 1, span.end() - 1);
    return inner.indexOf('\\') < 0
        ? inner
        : JsonParser.parseString('"' + inner + '"').getAsString();
  }

  private String raw(int start, int end) {
    return new String(body, start, end - start, StandardCharsets.UTF_8);
  }

  private static Incoming.Invalid invalid(String message, Incoming.@Nullable Id id) {
    return new Incoming.Invalid(ResponseErrorCode.InvalidRequest, message, id);
  }
}
