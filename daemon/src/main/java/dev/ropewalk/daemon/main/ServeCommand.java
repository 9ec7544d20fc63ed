package dev.ropewalk.daemon.main;

import dev.ropewalk.buffers.text.TextFile;
import dev.ropewalk.daemon.config.Configuration;
import dev.ropewalk.daemon.lsp.TokenCheck;
import dev.ropewalk.daemon.observe.DaemonMeters;
import dev.ropewalk.daemon.observe.ExtensionMeters;
import dev.ropewalk.daemon.observe.RequestMeters;
import dev.ropewalk.daemon.observe.Sources;
import dev.ropewalk.metrics.export.MetricExporter;
import dev.ropewalk.metrics.registry.MetricRegistry;
import dev.ropewalk.metrics.registry.MetricRules;
import dev.ropewalk.protocol.transport.HttpListener;
import dev.ropewalk.protocol.transport.ListenAddress;
import dev.ropewalk.protocol.transport.ListenError;
import dev.ropewalk.protocol.transport.ListenOutcome;
import dev.ropewalk.protocol.transport.SocketServer;
import dev.ropewalk.protocol.transport.Transport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ropewalk serve}. */
@Command(
    name = "serve",
    description = {
      "Serves editors until it is told to end: LSP on a Unix socket, /metrics, /healthz and"
          + " /readyz on loopback HTTP.",
      "One runs for each user and version. SIGTERM and SIGINT end it after answers under way."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "2:the command line is wrong",
      "3:cannot start: another one runs, or an address is taken",
      "130:ended by SIGINT, in order",
      "143:ended by SIGTERM, in order"
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      description = {
        "The directory that is worked in: the languages of its files, told by their names, are made"
            + " ready at the start, so that the first document does not wait. No file of it is read"
            + " and nothing in it configures the daemon. server.warmLanguages bounds it."
      })
  private @Nullable Path workspace;

  @Option(
      names = "--tcp",
      paramLabel = "PORT",
      description =
          "Serve LSP on a loopback TCP port too (0: a free one); clients send the content of the"
              + " token file as initializationOptions.token.")
  private @Nullable Integer tcpPort;

  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    checkOptions();
    Configuration configuration = common.begin();
    var shutdown = new Shutdown();
    shutdown.onSignal();
    try {
      start(configuration, shutdown);
    } catch (RuntimeException e) {
      shutdown.run();
      throw e;
    }
    shutdown.await();
    return ExitCode.OK;
  }

  private void checkOptions() {
    Path directory = workspace;
    if (directory != null && !Files.isDirectory(directory)) {
      throw new ParameterException(
          spec.commandLine(), "--workspace: " + directory + " is not a directory");
    }
    Integer port = tcpPort;
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(
          spec.commandLine(), "--tcp: " + port + " is not a port; give 0 to 65535");
    }
  }

  private void start(Configuration configuration, Shutdown shutdown) {
    var endpoints = Endpoints.of(common.directories());
    PrivateFiles.directory(common.directories().runtime());
    InstanceLock lock =
        InstanceLock.take(endpoints.lock())
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "a daemon of this version already serves "
                            + endpoints.socket()
                            + "; attach to it: ropewalk lsp --connect"));
    shutdown.first(lock::close);
    String token = tcpPort == null ? "" : PrivateFiles.token(common.directories().tokenFile());

    var assembly = Assembly.open(configuration, common.directories(), Distribution.ofProcess());
    shutdown.first(assembly::close);
    var transport = new Transport(2);
    shutdown.first(() -> Drain.within(configuration.server().drain(), transport::close));
    var registry =
        new MetricRegistry(
            new MetricRules(
                configuration.metrics().maxMeters(),
                configuration.metrics().maxTagValues(),
                RequestMeters.LATENCY_BUCKETS,
                false));
    registry.bindJvm();
    shutdown.first(registry::close);
    var meters =
        new DaemonMeters(
            registry.meters(),
            new Sources(
                transport::statistics,
                assembly.documents()::statistics,
                assembly.store()::statistics,
                assembly.index()::statistics,
                () -> assembly.counters().statistics(assembly.engine()),
                configuration.analysis().cacheBytes(),
                assembly::languageStatus,
                TextFile.scratch(),
                assembly.documents().uris(),
                assembly::extensionNumbers));
    assembly.counters().tell(meters::cascade);
    var extensionCalls = new ExtensionMeters(registry.meters());
    assembly.extensionCounters().tell(extensionCalls::called);
    assembly.formatters().tell(extensionCalls::formatted);
    var acceptor =
        new ServerAcceptor(
            assembly.context(TokenCheck.of(token)),
            configuration.server(),
            new RequestMeters(registry.meters()),
            Optional.of(new ToolRequests(assembly)),
            code -> {});
    var status =
        new StatusPages(
            new MetricExporter(registry),
            meters,
            assembly.store()::health,
            assembly.extensions()::missing);
    var banner = new Banner(spec.commandLine().getOut());

    var limits = ServerAcceptor.limits(configuration.server());
    int connections = configuration.server().maxConnections();
    SocketServer unix =
        listening(transport.listenUnix(endpoints.socket(), connections, limits, acceptor));
    banner.unix(unix.address());
    Integer port = tcpPort;
    if (port != null) {
      SocketServer tcp = listening(transport.listenTcp(port, connections, limits, acceptor));
      banner.tcp(tcp.address(), common.directories().tokenFile());
    }
    banner.http(listenHttp(transport, configuration, status));
    banner.end(common.directories(), Optional.ofNullable(workspace));
    shutdown.first(
        () -> {
          status.ending();
          Drain.await(acceptor::requestsInFlight, configuration.server().drain());
        });
    status.ready();
    assembly.started();
    Path directory = workspace;
    if (directory != null) {
      assembly.warm(directory);
    }
  }

  /** A taken port must not keep editors waiting: a free one is taken instead, and told. */
  private HttpListener listenHttp(
      Transport transport, Configuration configuration, StatusPages status) {
    int wanted = configuration.server().httpPort();
    var outcome = transport.listenHttp(wanted, StatusPages.LIMITS, status.routes());
    if (outcome instanceof ListenOutcome.Refused<HttpListener>(var error, var message)
        && error == ListenError.ADDRESS_IN_USE
        && wanted != 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("ropewalk: " + message + "; another port is taken (server.httpPort sets it)");
      err.flush();
      outcome = transport.listenHttp(0, StatusPages.LIMITS, status.routes());
    }
    return listening(outcome);
  }

  private static <T> T listening(ListenOutcome<T> outcome) {
    return switch (outcome) {
      case ListenOutcome.Listening<T>(var server) -> server;
      case ListenOutcome.Refused<T>(var error, var message) ->
          throw new CommandFailure(ExitCode.UNAVAILABLE, message);
    };
  }

  /** What a person reads who starts the daemon by hand. */
  private static final class Banner {
    private final PrintWriter out;

    Banner(PrintWriter out) {
      this.out = out;
      out.println("ropewalk " + Version.NUMBER + " serves");
    }

    void unix(ListenAddress address) {
      if (address instanceof ListenAddress.Unix(Path path)) {
        out.println("  LSP      " + path);
      }
    }

    void tcp(ListenAddress address, Path token) {
      if (address instanceof ListenAddress.Tcp(var socket)) {
        out.println("  LSP      127.0.0.1:" + socket.getPort() + ", token in " + token);
      }
    }

    void http(HttpListener listener) {
      out.println(
          "  HTTP     http://127.0.0.1:"
              + listener.address().address().getPort()
              + "/metrics, /healthz, /readyz");
    }

    void end(dev.ropewalk.daemon.config.UserDirectories directories, Optional<Path> workspace) {
      workspace.ifPresent(path -> out.println("  for      " + path.toAbsolutePath().normalize()));
      out.println("  log      " + directories.logs());
      out.println("Attach an editor with the command: ropewalk lsp --connect");
      out.println(
          "  Neovim   vim.lsp.start{name='ropewalk', cmd={'ropewalk', 'lsp', '--connect'}}");
      out.println("End it with Ctrl-C or SIGTERM.");
      out.flush();
    }
  }
}
