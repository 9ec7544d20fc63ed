package dev.ropewalk.wasm.install;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets bounded bodies over HTTP. Safe for any thread. */
final class HttpFetch implements AutoCloseable {
  /*
   * Goal: whatever a server does, a call ends within the time limit, reads no more than the size
   * limit, and tells a credential to no host but its own.
   *
   * F1. The time limit covers everything, a body that drips included: the work is done on a thread
   *     of its own, which is interrupted at the limit. (HttpRequest.timeout ends at the headers.)
   * F2. A body longer than its limit is refused before it is read when its length is declared, and
   *     else at the first byte too many.
   * F3. Redirects are followed here rather than by the client, because each hop is checked: http or
   *     https only, never from https to http, and the Authorization header is computed anew from
   *     the target's own host.
   * F4. Messages name scheme, host and path, never a query (which may be a signature) or user info.
   */

  /** Reads a body. */
  @FunctionalInterface
  interface BodyReader<T> {
    /**
     * @param length the declared length in bytes, or -1
     */
    T read(InputStream body, long length) throws IOException, Refusal;
  }

  private final InstallLimits.Network limits;
  private final InstallCounters counters;

  @GuardedBy("this")
  private @Nullable HttpClient client;

  HttpFetch(InstallLimits.Network limits, InstallCounters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /**
   * Made at the first request: it loads TLS, which a start that installs nothing need not wait for.
   */
  private synchronized HttpClient client() {
    HttpClient ready = client;
    if (ready == null) {
      ready =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(limits.connectTimeout())
              .build();
      client = ready;
    }
    return ready;
  }

  /**
   * Gets one resource.
   *
   * @param accept the media type to ask for
   * @param maxBytes the size limit of the body
   * @throws Refusal when the answer is not a 200 within the limits
   */
  <T> T get(
      URI address,
      String accept,
      RegistryCredentials credentials,
      long maxBytes,
      BodyReader<T> body)
      throws Refusal, InterruptedException {
    var task = new FutureTask<>(() -> follow(address, accept, credentials, maxBytes, body));
    Thread worker = Thread.ofVirtual().name("ropewalk-install-http").start(task);
    try {
      return task.get(limits.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          ProblemCode.TIMED_OUT,
          shown(address) + " did not finish within " + limits.requestTimeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw refusal(address, e.getCause());
    } finally {
      if (!task.isDone()) {
        task.cancel(true);
        worker.join(limits.connectTimeout()); // so that it no longer writes when we return
      }
    }
  }

  private static Refusal refusal(URI address, @Nullable Throwable cause) {
    return switch (cause) {
      case Refusal refusal -> refusal;
      case TooLong tooLong -> tooLarge(address, tooLong.maxBytes);
      case HttpTimeoutException timeout ->
          new Refusal(
              ProblemCode.TIMED_OUT,
              "cannot connect to " + shown(address) + ": " + reason(timeout));
      case null ->
          new Refusal(ProblemCode.NETWORK_FAILED, "cannot get " + shown(address) + ": no reason");
      default ->
          new Refusal(
              ProblemCode.NETWORK_FAILED, "cannot get " + shown(address) + ": " + reason(cause));
    };
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : Printable.of(message);
  }

  private <T> T follow(
      URI start, String accept, RegistryCredentials credentials, long maxBytes, BodyReader<T> body)
      throws IOException, InterruptedException, Refusal {
    URI address = start;
    for (int hops = 0; hops <= limits.maxRedirects(); hops++) {
      var request =
          HttpRequest.newBuilder(address).header("Accept", accept).header("User-Agent", "ropewalk");
      credentials.authorization(address).ifPresent(value -> request.header("Authorization", value));
      counters.requests.increment();
      HttpResponse<InputStream> response =
          client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream stream = response.body()) {
        int status = response.statusCode();
        if (status == 200) {
          long length = response.headers().firstValueAsLong("content-length").orElse(-1);
          if (length > maxBytes) {
            throw tooLarge(address, maxBytes);
          }
          return body.read(new BoundedBody(stream, maxBytes), length);
        }
        if (status < 301 || status > 308 || status == 304 || status == 305 || status == 306) {
          throw status(address, status);
        }
        address = target(address, response);
      }
    }
    throw new Refusal(
        ProblemCode.REDIRECT_REFUSED,
        shown(start) + " redirects more than " + limits.maxRedirects() + " times");
  }

  private static URI target(URI from, HttpResponse<?> response) throws Refusal {
    var locations = response.headers().allValues("location");
    if (locations.size() != 1) {
      throw new Refusal(
          ProblemCode.REDIRECT_REFUSED,
          shown(from) + " redirects with " + locations.size() + " Location headers");
    }
    try {
      return checked(from, from.resolve(locations.getFirst()));
    } catch (IllegalArgumentException notAUri) {
      throw new Refusal(
          ProblemCode.REDIRECT_REFUSED, shown(from) + " redirects to what is not an address");
    }
  }

  /**
   * Checks an address that a server gave.
   *
   * @param from where it was given; from https nothing leads back to http
   */
  static URI checked(URI from, URI to) throws Refusal {
    String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
    boolean allowed =
        scheme.equals("https")
            || (scheme.equals("http") && "http".equalsIgnoreCase(from.getScheme()));
    if (!allowed || to.getHost() == null || to.getUserInfo() != null) {
      throw new Refusal(
          ProblemCode.REDIRECT_REFUSED,
          shown(from)
              + " leads to "
              + shown(to)
              + ", which is refused: only https, or http from http, without user info");
    }
    return to;
  }

  /** The address without what may be secret. */
  static String shown(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    String path = address.getPath() == null ? "" : address.getPath();
    return Printable.of(address.getScheme() + "://" + address.getHost() + port + path);
  }

  private static Refusal status(URI address, int status) {
    String place = shown(address);
    return switch (status) {
      case 404 -> new Refusal(ProblemCode.NOT_FOUND, "not found: " + place);
      case 401, 403 ->
          new Refusal(
              ProblemCode.HTTP_STATUS,
              place
                  + " answered "
                  + status
                  + ": it wants credentials; put them in .npmrc as //HOST/:_authToken=TOKEN");
      default -> new Refusal(ProblemCode.HTTP_STATUS, place + " answered " + status);
    };
  }

  private static Refusal tooLarge(URI address, long maxBytes) {
    return new Refusal(
        ProblemCode.TOO_LARGE, shown(address) + " is larger than " + maxBytes + " bytes");
  }

  @Override
  public void close() {
    HttpClient used;
    synchronized (this) {
      used = client;
    }
    if (used != null) {
      used.shutdownNow();
    }
  }

  private static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
    private final long maxBytes;

    TooLong(long maxBytes) {
      super("more than " + maxBytes + " bytes");
      this.maxBytes = maxBytes;
    }
  }

  /** Counts what is read, and fails at the first byte too many. */
  private final class BoundedBody extends FilterInputStream {
    private final long maxBytes;
    private long count;

    BoundedBody(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      if (n > 0) {
        count += n;
        counters.downloadedBytes.add(n);
        if (count > maxBytes) {
          throw new TooLong(maxBytes);
        }
      }
      return n;
    }
  }
}
