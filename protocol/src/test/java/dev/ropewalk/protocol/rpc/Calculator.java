package dev.ropewalk.protocol.rpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.jsonrpc.services.JsonNotification;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

/** A service for tests. */
public final class Calculator {
  /** Parameters that check themselves. */
  public record Division(int dividend, int divisor) {
    public Division {
      if (divisor == 0) {
        throw new IllegalArgumentException("divisor is 0");
      }
    }
  }

  /** What the peer of a calculator offers. */
  public interface Peer {
    @JsonRequest("test/ask")
    CompletableFuture<Division> ask(Division question);

    @JsonNotification("test/tell")
    void tell(String line);
  }

  /** Creates a calculator that was asked nothing. */
  public Calculator() {}

  final List<String> noted = Collections.synchronizedList(new ArrayList<>());
  final CountDownLatch exited = new CountDownLatch(1);
  final CompletableFuture<Integer> never = new CompletableFuture<>();

  @JsonRequest
  public CompletableFuture<String> initialize(InitializeParams params) {
    return CompletableFuture.completedFuture("ready");
  }

  @JsonRequest
  public CompletableFuture<Object> shutdown() {
    return CompletableFuture.completedFuture(null);
  }

  @JsonNotification
  public void exit() {
    exited.countDown();
  }

  @JsonRequest("test/divide")
  public CompletableFuture<Integer> divide(Division division) {
    return CompletableFuture.supplyAsync(() -> division.dividend() / division.divisor());
  }

  @JsonRequest("textDocument/hover")
  public CompletableFuture<String> hover(HoverParams params) {
    return CompletableFuture.completedFuture(params.getTextDocument().getUri());
  }

  @JsonRequest("test/echo")
  public CompletableFuture<String> echo(String text) {
    return CompletableFuture.completedFuture(text);
  }

  @JsonRequest("test/throw")
  public CompletableFuture<Integer> fail() {
    throw new IllegalStateException("a secret of the server");
  }

  @JsonRequest("test/refuse")
  public CompletableFuture<Integer> refuse() {
    return CompletableFuture.failedFuture(
        new ResponseErrorException(
            new ResponseError(ResponseErrorCode.ContentModified, "too late", null)));
  }

  @JsonRequest("test/never")
  public CompletableFuture<Integer> never() {
    return never;
  }

  @JsonRequest("test/wait")
  public CompletableFuture<Integer> waitForCancel() {
    return new CompletableFuture<>();
  }

  @JsonNotification("test/note")
  public void note(String text) {
    noted.add(text);
  }
}
