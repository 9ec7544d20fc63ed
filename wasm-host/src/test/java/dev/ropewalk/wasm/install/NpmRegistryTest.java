package dev.ropewalk.wasm.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpmRegistryTest {
  private static final String NAME = "tree-sitter-x";
  private static final byte[] TARBALL = new Tarballs().file("a.scm", "q").tgz();
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path home;
  private final InstallCounters counters = new InstallCounters();
  private final CountDownLatch testIsOver = new CountDownLatch(1);
  private TestRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = new TestRegistry();
  }

  @AfterEach
  void stop() throws IOException {
    testIsOver.countDown();
    server.close();
  }

  private NpmRegistry client(URI base, Duration requestTimeout) {
    var network =
        new InstallLimits.Network(
            Duration.ofSeconds(5), requestTimeout, 100_000, 1_000_000, 3, Duration.ofSeconds(30));
    return new NpmRegistry(
        new NpmConfiguration(
            base.toString(), new HostEnvironment(Map.of(), home), network.npmTimeout()),
        network,
        counters);
  }

  private String install(String version, String pin)
      throws Refusal, IOException, InterruptedException {
    return install(version, pin, Duration.ofSeconds(20));
  }

  private String install(String version, String pin, Duration limit)
      throws Refusal, IOException, InterruptedException {
    var spec = (PackageSpec.Npm) Fixtures.done(PackageSpec.parse("npm:" + NAME + version, home));
    try (NpmRegistry client = client(server.base(), limit)) {
      return client.download(
          client.resolve(spec), pin, home.resolve("out.tgz"), InstallProgress.NONE);
    }
  }

  private Refusal refused(String version, String pin) {
    return assertThrows(Refusal.class, () -> install(version, pin));
  }

  private void publishDist(String dist) {
    server.publish(NAME, "1.0.0", dist);
  }

  private String tarballField() {
    return "\"tarball\":\"" + server.base().resolve("/t.tgz") + "\"";
  }

  @Test
  void a_package_is_resolved_downloaded_and_verified() throws Exception {
    server.publish(NAME, "1.0.0", TARBALL);
    for (String version : new String[] {"", "@latest", "@1.0.0"}) {
      assertEquals(Tarballs.sha512(TARBALL), install(version, ""));
      assertArrayEquals(TARBALL, Files.readAllBytes(home.resolve("out.tgz")));
    }
    TestRegistry.Request metadata = server.requests().getFirst();
    assertEquals("application/vnd.npm.install-v1+json", metadata.headers().get("accept"));
    assertEquals(6, counters.snapshot().requests());
  }

  @Test
  void progress_counts_up_to_the_declared_size() throws Exception {
    server.publish(NAME, "1.0.0", TARBALL);
    var spec = (PackageSpec.Npm) Fixtures.done(PackageSpec.parse("npm:" + NAME, home));
    var last = new AtomicLong();
    var progress =
        new InstallProgress() {
          @Override
          public void bytes(long done, long total) {
            assertEquals(TARBALL.length, total);
            last.set(done);
          }
        };
    try (NpmRegistry client = client(server.base(), Duration.ofSeconds(20))) {
      client.download(client.resolve(spec), "", home.resolve("out.tgz"), progress);
    }
    assertEquals(TARBALL.length, last.get());
  }

  @Test
  void a_scoped_name_is_one_path_segment() throws Exception {
    server.publish("@scope/tree-sitter-x", "1.0.0", TARBALL);
    var spec =
        (PackageSpec.Npm) Fixtures.done(PackageSpec.parse("npm:@scope/tree-sitter-x@1.0.0", home));
    try (NpmRegistry client = client(server.base(), Duration.ofSeconds(20))) {
      assertEquals("1.0.0", client.resolve(spec).version());
    }
    assertEquals("/@scope%2ftree-sitter-x", server.requests().getFirst().path());
  }

  @Test
  void an_unknown_version_or_package_is_said_to_be_unknown() {
    server.publish(NAME, "1.0.0", TARBALL);
    assertTrue(refused("@2.0.0", "").getMessage().contains("the latest is 1.0.0"));
    assertEquals(ProblemCode.NO_SUCH_VERSION, refused("@next", "").code());
    server.status("/" + NAME, "404 Not Found");
    Refusal unknown = refused("", "");
    assertEquals(ProblemCode.NOT_FOUND, unknown.code());
    assertTrue(unknown.getMessage().contains("the setting"), unknown.getMessage());
  }

  @Test
  void other_statuses_are_named() {
    server.status("/" + NAME, "503 Busy");
    assertTrue(refused("", "").getMessage().contains("answered 503"));
    server.status("/" + NAME, "401 No");
    assertTrue(refused("", "").getMessage().contains("_authToken"));
  }

  @Test
  void a_wrong_hash_is_a_mismatch_with_both_values() {
    String promised = Tarballs.sha512(new byte[] {1});
    server.bytes("/t.tgz", TARBALL);
    publishDist(tarballField() + ",\"integrity\":\"" + promised + "\"");
    Refusal refusal = refused("", "");
    assertEquals(ProblemCode.INTEGRITY_MISMATCH, refusal.code());
    assertTrue(refusal.getMessage().contains(promised), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(Tarballs.sha512(TARBALL)), refusal.getMessage());
    assertEquals(1, counters.snapshot().integrityMismatches());
  }

  @Test
  void a_pin_wins_over_what_the_registry_says_now() throws Exception {
    server.publish(NAME, "1.0.0", TARBALL);
    assertEquals(Tarballs.sha512(TARBALL), install("", Tarballs.sha512(TARBALL)));
    String pinned = Tarballs.sha512(new byte[] {2});
    Refusal refusal = refused("", pinned);
    assertEquals(ProblemCode.INTEGRITY_MISMATCH, refusal.code());
    assertTrue(refusal.getMessage().contains("the lock file pins " + pinned));
    assertEquals(ProblemCode.LOCK_FILE_MALFORMED, refused("", "sha1-x").code());
  }

  @Test
  void a_sha1_alone_is_refused_unless_the_lock_file_pins_more() throws Exception {
    server.bytes("/t.tgz", TARBALL);
    publishDist(tarballField() + ",\"shasum\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"");
    assertEquals(ProblemCode.INTEGRITY_MISSING, refused("", "").code());
    assertEquals(1, server.requests().size(), "nothing was downloaded");
    assertEquals(Tarballs.sha512(TARBALL), install("", Tarballs.sha512(TARBALL)));
  }

  @Test
  void a_body_over_its_limit_is_refused_with_and_without_a_length() {
    server.publish(NAME, "1.0.0", new byte[1_000_001]);
    assertEquals(ProblemCode.TOO_LARGE, refused("", "").code());
    server.route(
        "/" + NAME,
        (request, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          byte[] blanks = new byte[10_000];
          Arrays.fill(blanks, (byte) ' ');
          for (int i = 0; i < 1_000; i++) { // endless, as far as the client may look
            out.write(blanks);
          }
        });
    assertEquals(ProblemCode.TOO_LARGE, refused("", "").code());
    assertTrue(counters.snapshot().downloadedBytes() < 200_000);
  }

  @Test
  void a_server_that_never_answers_is_given_up() {
    server.route("/" + NAME, (request, out) -> testIsOver.await());
    Refusal refusal = assertThrows(Refusal.class, () -> install("", "", SHORT));
    assertEquals(ProblemCode.TIMED_OUT, refusal.code());
  }

  @Test
  void a_body_that_stops_is_given_up() {
    server.route(
        "/" + NAME,
        (request, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          testIsOver.await();
        });
    Refusal refusal = assertThrows(Refusal.class, () -> install("", "", SHORT));
    assertEquals(ProblemCode.TIMED_OUT, refusal.code());
  }

  @Test
  void an_interrupt_ends_a_request() {
    server.route(
        "/" + NAME,
        (request, out) -> {
          testIsOver.await();
        });
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> install("", ""));
    assertFalse(Thread.interrupted());
  }

  @Test
  void a_cut_body_and_a_closed_port_are_network_failures() throws IOException {
    server.publish(NAME, "1.0.0", TARBALL);
    server.route(
        "/tree-sitter-x/-/package-1.0.0.tgz",
        (request, out) ->
            out.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc"
                    .getBytes(StandardCharsets.US_ASCII)));
    assertEquals(ProblemCode.NETWORK_FAILED, refused("", "").code());
    server.close();
    assertEquals(ProblemCode.NETWORK_FAILED, refused("", "").code());
  }

  @Test
  void redirects_are_followed_to_a_limit() throws Exception {
    server.publish(
        NAME, "1.0.0", "\"tarball\":\"/a\",\"integrity\":\"" + Tarballs.sha512(TARBALL) + "\"");
    server.redirect("/a", "/b");
    server.redirect("/b", server.base("localhost").resolve("/c").toString());
    server.bytes("/c", TARBALL);
    assertEquals(Tarballs.sha512(TARBALL), install("", ""));
    server.redirect("/c", "/a");
    assertEquals(ProblemCode.REDIRECT_REFUSED, refused("", "").code());
  }

  @Test
  void a_redirect_to_another_scheme_is_refused() {
    for (String target :
        new String[] {
          "file:///etc/passwd", "ftp://host/x", "http://user@host/x", "http:///x", "::"
        }) {
      server.redirect("/" + NAME, target);
      assertEquals(ProblemCode.REDIRECT_REFUSED, refused("", "").code(), target);
    }
    server.route(
        "/" + NAME, (request, out) -> TestRegistry.respond(out, "302 Found", "", new byte[0]));
    assertEquals(ProblemCode.REDIRECT_REFUSED, refused("", "").code());
  }

  @Test
  void nothing_leads_from_https_back_to_http() {
    URI secure = URI.create("https://host.test/a");
    assertThrows(Refusal.class, () -> HttpFetch.checked(secure, URI.create("http://host.test/b")));
  }

  @Test
  void a_credential_goes_to_its_own_host_and_nowhere_else() throws Exception {
    String port = ":" + server.base().getPort();
    Files.writeString(home.resolve(".npmrc"), "//127.0.0.1" + port + "/:_authToken=secret\n");
    server.publish(
        NAME, "1.0.0", "\"tarball\":\"/a\",\"integrity\":\"" + Tarballs.sha512(TARBALL) + "\"");
    server.redirect("/a", server.base("localhost").resolve("/b?sig=1").toString());
    server.bytes("/b?sig=1", TARBALL);
    install("", "");
    var requests = server.requests();
    assertEquals("Bearer secret", requests.get(0).headers().get("authorization"));
    assertEquals("Bearer secret", requests.get(1).headers().get("authorization"));
    assertEquals("/b?sig=1", requests.get(2).path());
    assertNull(requests.get(2).headers().get("authorization"));
  }

  @Test
  void a_mirror_that_names_another_host_is_asked_itself_when_that_host_fails() throws Exception {
    server.publish(
        NAME,
        "1.0.0",
        "\"tarball\":\"%s\",\"integrity\":\"%s\""
            .formatted("http://127.0.0.1:1/t.tgz", Tarballs.sha512(TARBALL)));
    server.bytes("/t.tgz", TARBALL);
    assertEquals(Tarballs.sha512(TARBALL), install("", ""));
  }

  @Test
  void messages_show_no_query_of_an_address() {
    server.redirect("/" + NAME, "/x?signature=secret");
    server.status("/x?signature=secret", "500 Broken");
    String message = refused("", "").getMessage();
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void metadata_of_another_form_is_refused() {
    for (String json :
        new String[] {
          "",
          "[]",
          "{",
          "{}",
          "null",
          "{\"versions\":[]}",
          "{\"dist-tags\":1}",
          "nonsense",
          "{\"versions\":{\"1.0.0\":{\"dist\":[]}}}",
          "{\"dist-tags\":{\"latest\":\"../../x\"},\"versions\":{\"../../x\":{\"dist\":{}}}}",
          "{\"dist-tags\":{\"latest\":{}},\"versions\":{\"1.0.0\":{}}}",
          "[".repeat(50_000),
          "{\"x\":" + "[".repeat(50_000),
        }) {
      server.bytes("/" + NAME, json.getBytes(StandardCharsets.UTF_8));
      ProblemCode code = refused("", "").code();
      assertTrue(
          code == ProblemCode.BAD_METADATA || code == ProblemCode.NO_SUCH_VERSION,
          json.substring(0, Math.min(20, json.length())) + " gives " + code);
    }
    publishDist("\"tarball\":\"http://a b/\",\"integrity\":\"x\"");
    assertEquals(ProblemCode.BAD_METADATA, refused("", "").code());
    publishDist("\"tarball\":\"file:///etc/passwd\",\"integrity\":\"x\"");
    assertEquals(ProblemCode.REDIRECT_REFUSED, refused("", "").code());
  }

  @Test
  void any_metadata_is_read_or_refused() throws IOException {
    Random random = Fixtures.random("NpmRegistryTest");
    byte[] seed =
        """
        {"name":"x","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"n":[1,{"a":null}],
        "dist":{"tarball":"http://h/t","integrity":"sha512-x","shasum":"y"}}}}
        """
            .getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < Fixtures.rounds(20_000); round++) {
      try {
        PackageMetadata.read(new ByteArrayInputStream(Fixtures.mutated(seed, random)));
      } catch (Refusal refused) {
        assertEquals(ProblemCode.BAD_METADATA, refused.code());
      }
    }
  }
}
