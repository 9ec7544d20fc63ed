package dev.ropewalk.daemon.main;

import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.lsp.TokenCheck;
import dev.ropewalk.protocol.rpc.RpcObserver;
import dev.ropewalk.protocol.transport.StdioBridge;
import dev.ropewalk.protocol.transport.Transport;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ropewalk lsp}. */
@Command(
    name = "lsp",
    description = {
      "Speaks LSP over standard input and output, for an editor that starts it.",
      "Ends when the editor says exit, when input ends, and when the editor's process is gone."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the client said shutdown, then exit",
      "1:it ended in any other way",
      "2:the command line is wrong",
      "3:cannot start; with --connect, no daemon runs"
    })
final class LspCommand implements Callable<Integer> {
  @Option(
      names = "--connect",
      description = "Pass everything to the running daemon (ropewalk serve) instead.")
  private boolean connect;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws InterruptedException {
    InputStream in = new FileInputStream(FileDescriptor.in);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    // Whatever prints by mistake must not break the protocol.
    System.setOut(System.err);
    Configuration configuration = common.begin();
    return connect ? bridge(configuration, in, out) : serve(configuration, in, out);
  }

  private int serve(Configuration configuration, InputStream in, OutputStream out) {
    var exitCode = new AtomicInteger(ExitCode.FAILED);
    var ended = new CompletableFuture<Void>();
    var shutdown = new Shutdown();
    var assembly = Assembly.open(configuration, common.directories(), Distribution.ofProcess());
    shutdown.first(assembly::close);
    var transport = new Transport(1);
    shutdown.first(() -> Drain.within(configuration.server().drain(), transport::close));
    shutdown.onSignal();
    var acceptor =
        new ServerAcceptor(
            assembly.context(TokenCheck.of("")),
            configuration.server(),
            RpcObserver.NONE,
            Optional.empty(),
            code -> {
              exitCode.set(code);
              ended.complete(null);
            });
    var spy = new ProcessIdSpy(acceptor, ended);
    var connection =
        transport.openStdio(in, out, ServerAcceptor.limits(configuration.server()), spy);
    var unused =
        connection
            .whenClosed()
            .thenAccept(
                reason -> {
                  // Input that ends after shutdown is an end in order, too.
                  if (!ended.isDone()) {
                    exitCode.set(acceptor.exitCodeAtEndOfInput());
                  }
                  ended.complete(null);
                });
    var parent = ParentWatch.parentGone().thenRun(() -> ended.complete(null));
    ended.join();
    parent.cancel(false);
    shutdown.run();
    return exitCode.get();
  }

  private int bridge(Configuration configuration, InputStream in, OutputStream out)
      throws InterruptedException {
    var endpoints = Endpoints.of(common.directories());
    var unused = ParentWatch.parentGone().thenRun(() -> Runtime.getRuntime().halt(ExitCode.FAILED));
    var spy = new ExitSpy(in);
    StdioBridge.Result result =
        StdioBridge.run(spy, out, endpoints.socket(), configuration.server().drain().toNanos());
    return switch (result.end()) {
      case CONNECT_FAILED ->
          throw new CommandFailure(
              ExitCode.UNAVAILABLE,
              "no daemon runs (" + result.detail() + "); start one: ropewalk serve");
      case IO_FAILURE -> throw new CommandFailure(ExitCode.FAILED, result.detail());
      case INPUT_ENDED, SERVER_ENDED, OUTPUT_FAILED -> spy.exitCode();
    };
  }
}
