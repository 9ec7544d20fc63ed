package dev.ropewalk.protocol.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ropewalk.protocol.Randomized;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpListenerTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(200, 1000, 500, 8, TimeUnit.SECONDS.toNanos(30));
  private static final byte[] LARGE = "m".repeat(5_000_000).getBytes(StandardCharsets.US_ASCII);

  private final Transport transport = new Transport(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private InetSocketAddress address = listen(LIMITS);

  private InetSocketAddress listen(HttpLimits limits) {
    Map<String, HttpRoute> routes =
        Map.of(
            "/hello",
            HttpRoute.get(HttpListenerTest::hello),
            "/large",
            HttpRoute.get(_ -> new HttpAnswer(200, "text/plain", LARGE, Map.of("X-Extra", "yes"))),
            "/echo",
            HttpRoute.post(
                request ->
                    new HttpAnswer(201, "application/octet-stream", request.body(), Map.of())),
            "/fail",
            HttpRoute.get(
                _ -> {
                  throw new IllegalStateException("a secret");
                }),
            "/wait",
            HttpRoute.get(
                _ -> {
                  release.await();
                  return HttpAnswer.text(200, "waited");
                }));
    return Listening.server(transport.listenHttp(0, limits, routes)).address().address();
  }

  private static HttpAnswer hello(HttpRequestView request) {
    String name = request.query().getOrDefault("name", List.of("you")).getFirst();
    return HttpAnswer.text(200, "hello " + name + request.header("X-Mark"));
  }

  @AfterEach
  void close() {
    release.countDown();
    transport.close();
    assertEquals(0, transport.statistics().httpConnections());
  }

  /** An answer as the JDK's own client sees it. */
  private record Answer(int status, byte[] bytes, HttpURLConnection connection) {
    String body() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return String.valueOf(connection.getHeaderField(name));
    }
  }

  private Answer get(String path) throws IOException {
    return send("GET", path, "");
  }

  private Answer send(String method, String path, String body) throws IOException {
    var url = URI.create("http://127.0.0.1:" + address.getPort() + path).toURL();
    var connection = (HttpURLConnection) url.openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("x-mark", "!");
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(status, in.readAllBytes(), connection);
    }
  }

  /** Sends bytes and returns everything that comes until the server closes. */
  private String raw(String request) throws IOException {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(readUntilClosed(socket.getInputStream()), StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] readUntilClosed(InputStream in) {
    var bytes = new ByteArrayOutputStream();
    try {
      in.transferTo(bytes);
    } catch (IOException e) {
      // A reset after the answer is an end as well.
    }
    return bytes.toByteArray();
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  @Test
  void a_route_answers_with_its_type_and_safe_headers() throws Exception {
    Answer answer = get("/hello?name=a%20b");
    assertEquals(200, answer.status());
    assertEquals("hello a b!\n", answer.body());
    assertEquals("text/plain; charset=utf-8", answer.header("content-type"));
    assertEquals("nosniff", answer.header("x-content-type-options"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals(1, transport.statistics().httpRequests());
  }

  @Test
  void a_connection_is_used_again() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertEquals("hello you!\n", get("/hello").body());
    }
    assertEquals(1, transport.statistics().httpConnections());
  }

  @Test
  void a_large_answer_arrives_whole() throws Exception {
    Answer answer = get("/large");
    assertArrayEquals(LARGE, answer.bytes());
    assertEquals("yes", answer.header("x-extra"));
  }

  @Test
  void head_gives_the_length_without_the_body() throws Exception {
    Answer answer = send("HEAD", "/large", "");
    assertEquals(200, answer.status());
    assertEquals(0, answer.bytes().length);
    assertEquals(String.valueOf(LARGE.length), answer.header("content-length"));
    assertEquals("hello you!\n", get("/hello").body());
  }

  @Test
  void post_gives_the_body_to_its_handler() throws Exception {
    Answer answer = send("POST", "/echo", "x".repeat(500));
    assertEquals(201, answer.status());
    assertEquals("x".repeat(500), answer.body());
  }

  @Test
  void an_unknown_path_is_404_and_a_wrong_method_405() throws Exception {
    assertEquals(404, get("/nope").status());
    assertEquals(404, get("/hello/").status());
    Answer wrong = send("DELETE", "/hello", "");
    assertEquals(405, wrong.status());
    assertEquals("GET, HEAD", wrong.header("allow"));
    assertEquals(405, get("/echo").status());
    assertEquals(4, transport.statistics().httpRefused());
    assertEquals(0, transport.statistics().httpRequests());
  }

  @Test
  void a_failing_handler_gives_500_with_an_error_id_and_no_details() throws Exception {
    Answer answer = get("/fail");
    assertEquals(500, answer.status());
    assertTrue(answer.body().matches("internal error [0-9a-f]{8}, see the log\n"), answer::body);
    assertEquals("hello you!\n", get("/hello").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", ""})
  void a_foreign_host_is_forbidden(String host) throws Exception {
    assertEquals(403, status(raw("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://localhost.evil.example"})
  void a_foreign_origin_is_forbidden(String origin) throws Exception {
    assertEquals(
        403,
        status(raw("GET /hello HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n")));
  }

  @Test
  void a_local_origin_is_answered() throws Exception {
    assertEquals(
        200,
        status(
            raw(
                "GET /hello HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:3000\r\n"
                    + "Connection: close\r\n\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /hello HTTP/1.1\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /hel%zzlo HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void a_malformed_request_is_400(String request) throws Exception {
    assertEquals(400, status(raw(request)));
  }

  @Test
  void what_is_too_long_is_refused_by_kind() throws Exception {
    String host = "Host: localhost\r\n";
    assertEquals(414, status(raw("GET /" + "a".repeat(300) + " HTTP/1.1\r\n" + host + "\r\n")));
    assertEquals(
        431, status(raw("GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(2000) + "\r\n\r\n")));
    assertEquals(
        413, status(raw("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 501\r\n\r\n")));
    String chunk = "190\r\n" + "c".repeat(400) + "\r\n";
    assertEquals(
        413,
        status(
            raw(
                "POST /echo HTTP/1.1\r\n"
                    + host
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunk
                    + chunk)));
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws Exception {
    String host = " HTTP/1.1\r\nHost: localhost\r\n";
    String answers =
        raw(
            "GET /hello?name=1"
                + host
                + "\r\nGET /nope"
                + host
                + "\r\nGET /hello?name=3"
                + host
                + "Connection: close\r\n\r\n");
    int first = answers.indexOf("hello 1");
    int second = answers.indexOf("not found");
    int third = answers.indexOf("hello 3");
    assertTrue(0 < first && first < second && second < third, answers);
  }

  @Test
  void an_expectation_is_answered_before_the_body() throws Exception {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                      + "Expect: 100-continue\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] interim = socket.getInputStream().readNBytes(25);
      assertEquals(100, status(new String(interim, StandardCharsets.US_ASCII)));
      socket.getOutputStream().write("ok".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(readUntilClosed(socket.getInputStream()), StandardCharsets.US_ASCII);
      assertTrue(answer.contains("201 Created") && answer.endsWith("ok"), answer);
    }
  }

  @Test
  void a_connection_that_does_not_finish_its_request_is_closed() throws Exception {
    address = listen(new HttpLimits(200, 1000, 500, 8, TimeUnit.MILLISECONDS.toNanos(100)));
    assertEquals("", raw(""));
    assertEquals("", raw("GET /hello HTTP/1.1\r\nHo"));
  }

  @Test
  void connections_over_the_limit_are_closed_and_the_others_served() throws Exception {
    address = listen(new HttpLimits(200, 1000, 500, 2, TimeUnit.SECONDS.toNanos(30)));
    var waiting = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      Thread.startVirtualThread(
          () -> {
            try {
              if (get("/wait").body().equals("waited\n")) {
                waiting.countDown();
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }
    while (transport.statistics().httpRequests() < 2) {
      Thread.onSpinWait();
    }
    assertEquals("", raw("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    release.countDown();
    waiting.await();
  }

  @Test
  void the_port_is_real_and_a_used_one_is_refused() {
    assertNotEquals(0, address.getPort());
    assertTrue(address.getAddress().isLoopbackAddress());
    assertEquals(
        ListenError.ADDRESS_IN_USE,
        Listening.refusal(transport.listenHttp(address.getPort(), LIMITS, Map.of())).error());
  }

  @Test
  void whatever_arrives_the_listener_goes_on() throws Exception {
    String[] pieces = {
      "GET ",
      "POST ",
      "/hello",
      "/echo",
      " HTTP/1.1",
      "\r\n",
      "\r\n\r\n",
      "Host: localhost\r\n",
      ": ",
      "Content-Length: 5\r\n",
      "Transfer-Encoding: chunked\r\n",
      "0\r\n\r\n",
      "\0",
      "\u00ff",
      "%",
      "?a=b&"
    };
    address = listen(new HttpLimits(200, 1000, 500, 8, TimeUnit.MILLISECONDS.toNanos(20)));
    Randomized.rounds(
        random -> {
          var request = new StringBuilder();
          for (int i = random.nextInt(12); i > 0; i--) {
            request.append(pieces[random.nextInt(pieces.length)]);
          }
          String answer = raw(request.toString());
          assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1."), answer);
          assertFalse(answer.contains("Exception") || answer.contains("\tat "), answer);
        });
    assertEquals(200, get("/hello").status());
  }
}
