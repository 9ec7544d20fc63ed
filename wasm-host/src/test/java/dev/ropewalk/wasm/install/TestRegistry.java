package dev.ropewalk.wasm.install;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A registry on a loopback socket. Responders write raw bytes, so that they can misbehave in any
 * way; one connection serves one request.
 */
final class TestRegistry implements AutoCloseable {
  /** A request as it came: headers with lower-case names. */
  record Request(String path, Map<String, String> headers) {}

  /** Answers one request. */
  @FunctionalInterface
  interface Responder {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final Map<String, Responder> routes = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  TestRegistry() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.add(Thread.ofVirtual().start(this::accept));
  }

  /** The address of the registry, with a name for the loopback host: two names are two hosts. */
  URI base(String host) {
    return URI.create("http://" + host + ":" + socket.getLocalPort() + "/");
  }

  URI base() {
    return base("127.0.0.1");
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  void route(String path, Responder responder) {
    routes.put(path, responder);
  }

  void bytes(String path, byte[] body) {
    route(path, (request, out) -> respond(out, "200 OK", "", body));
  }

  void status(String path, String status) {
    route(path, (request, out) -> respond(out, status, "", new byte[0]));
  }

  void redirect(String path, String target) {
    route(
        path,
        (request, out) -> respond(out, "302 Found", "Location: " + target + "\r\n", new byte[0]));
  }

  /** Publishes a package of one version; {@code dist} is the inside of its dist object. */
  void publish(String name, String version, String dist) {
    String json =
        "{\"name\":\"%s\",\"dist-tags\":{\"latest\":\"%s\"},\"versions\":{\"%s\":{\"dist\":{%s}}}}"
            .formatted(name, version, version, dist);
    bytes("/" + name.replace("/", "%2f"), json.getBytes(StandardCharsets.UTF_8));
  }

  /** Publishes a package of one version with its archive and a right hash. */
  void publish(String name, String version, byte[] tarball) {
    String path = "/" + name + "/-/package-" + version + ".tgz";
    bytes(path, tarball);
    publish(
        name,
        version,
        "\"tarball\":\"%s\",\"integrity\":\"%s\""
            .formatted(base().resolve(path), Tarballs.sha512(tarball)));
  }

  static void respond(OutputStream out, String status, String headers, byte[] body)
      throws IOException {
    String head =
        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, headers, body.length);
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.add(Thread.ofVirtual().start(() -> serve(connection)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection;
        OutputStream out = connection.getOutputStream()) {
      var in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      String path = line.split(" ", -1)[1];
      var headers = new TreeMap<String, String>();
      for (line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      var request = new Request(path, headers);
      requests.add(request);
      routes
          .getOrDefault(path, (r, o) -> respond(o, "404 Not Found", "", new byte[0]))
          .answer(request, out);
    } catch (IOException | InterruptedException clientWentAway) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.forEach(Thread::interrupt);
  }
}
