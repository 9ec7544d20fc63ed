package dev.ropewalk.protocol.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.jspecify.annotations.Nullable;

/** Turns messages of this side into bodies. */
final class MessageWriter {
  private static final int FIRST_BYTES = 512;

  private final MessageJsonHandler json;

  MessageWriter(MessageJsonHandler json) {
    this.json = json;
  }

  byte[] result(Incoming.Id id, @Nullable Object result) {
    var message = new ResponseMessage();
    message.setRawId(id.toEither());
    message.setResult(result);
    return body(message);
  }

  @SuppressWarnings("NullAway") // LSP4J writes a missing id as JSON null, which is what is wanted
  byte[] error(Incoming.@Nullable Id id, ResponseError error) {
    var message = new ResponseMessage();
    if (id != null) {
      message.setRawId(id.toEither());
    }
    message.setError(error);
    return body(message);
  }

  byte[] notification(String method, @Nullable Object params) {
    var message = new NotificationMessage();
    message.setMethod(method);
    message.setParams(params);
    return body(message);
  }

  byte[] request(int id, String method, @Nullable Object params) {
    var message = new RequestMessage();
    message.setId(id);
    message.setMethod(method);
    message.setParams(params);
    return body(message);
  }

  private byte[] body(Message message) {
    var bytes = new ByteArrayOutputStream(FIRST_BYTES);
    try (var writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      json.serialize(message, writer);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
