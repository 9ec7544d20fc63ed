package dev.ropewalk.protocol.rpc;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.jsonrpc.json.JsonRpcMethod;
import org.jspecify.annotations.Nullable;

/** Turns parts of a checked body into typed values. */
final class ParamsReader {
  /** Why a value does not fit; the message is for the peer. */
  static final class MisfitException extends Exception {
    MisfitException(String message) {
      super(message, null, false, false);
    }
  }

  private final Gson gson;
  private final int maxNesting;

  ParamsReader(Gson gson, int maxNesting) {
    this.gson = gson;
    this.maxNesting = maxNesting;
  }

  /**
   * Reads the parameters of a call.
   *
   * @return as many values as the method has parameters
   */
  List<@Nullable Object> params(byte[] body, Incoming.@Nullable Span span, JsonRpcMethod method)
      throws MisfitException {
    Type[] types = method.getParameterTypes();
    var values = new ArrayList<@Nullable Object>(types.length);
    if (types.length == 0) {
      return values;
    }
    try {
      if (span != null) {
        readInto(values, open(body, span), types);
      }
      if (values.isEmpty()) {
        // Absent parameters are an empty object: enough where all properties are optional.
        values.add(gson.fromJson(new JsonObject(), types[0]));
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new MisfitException("the parameters do not fit: " + reason(e));
    }
    while (values.size() < types.length) {
      values.add(null);
    }
    String missing = RequiredFields.missing(types.length == 1 ? values.getFirst() : values);
    if (missing != null) {
      throw new MisfitException("the parameters lack '" + missing + "'");
    }
    return values;
  }

  private void readInto(List<@Nullable Object> values, JsonReader in, Type[] types)
      throws IOException, MisfitException {
    if (in.peek() == JsonToken.BEGIN_ARRAY) {
      in.beginArray();
      for (int i = 0; i < types.length && in.hasNext(); i++) {
        values.add(gson.fromJson(in, types[i]));
      }
      if (in.hasNext()) {
        throw new MisfitException("there are more than " + types.length + " parameters");
      }
    } else if (types.length > 1) {
      throw new MisfitException("the parameters must be an array of " + types.length);
    } else {
      values.add(gson.fromJson(in, types[0]));
    }
  }

  /** Reads the result of a request of this side; raw JSON if its type is not known. */
  @Nullable Object result(byte[] body, Incoming.@Nullable Span span, @Nullable JsonRpcMethod method)
      throws MisfitException {
    if (span == null) {
      return null;
    }
    try {
      JsonReader in = open(body, span);
      Type type = method == null ? JsonElement.class : method.getReturnType();
      if (type == Void.class || type == Object.class) {
        return gson.fromJson(in, JsonElement.class);
      }
      TypeAdapterFactory factory = method == null ? null : method.getReturnTypeAdapterFactory();
      TypeAdapter<?> adapter = factory == null ? null : factory.create(gson, TypeToken.get(type));
      return adapter == null ? gson.fromJson(in, type) : adapter.read(in);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new MisfitException("the result does not fit: " + reason(e));
    }
  }

  /** Reads a value of a known class. */
  <T> T value(byte[] body, Incoming.Span span, Class<T> type) throws MisfitException {
    try {
      return gson.fromJson(open(body, span), type);
    } catch (RuntimeException | StackOverflowError e) {
      throw new MisfitException("the value does not fit: " + reason(e));
    }
  }

  private JsonReader open(byte[] body, Incoming.Span span) {
    var bytes = new ByteArrayInputStream(body, span.start(), span.end() - span.start());
    var reader = new JsonReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    reader.setNestingLimit(maxNesting + 1);
    return reader;
  }

  /** The first line of what is to blame, without what Gson adds for its own users. */
  private static String reason(Throwable failure) {
    Throwable blamed = failure;
    while (blamed.getCause() != null
        && !(blamed instanceof JsonParseException && blamed.getMessage() != null)) {
      blamed = blamed.getCause();
    }
    String message = blamed.getMessage();
    if (message == null) {
      return blamed.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse("");
    return Shown.text(line.replaceFirst("^[\\w.]+Exception: ", ""));
  }
}
