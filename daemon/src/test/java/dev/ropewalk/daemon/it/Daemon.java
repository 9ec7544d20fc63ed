package dev.ropewalk.daemon.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running {@code ropewalk serve}. */
final class Daemon implements AutoCloseable {
  private static final Pattern UNIX = Pattern.compile("  LSP +(/.*\\.sock)");
  private static final Pattern TCP =
      Pattern.compile("  LSP +127\\.0\\.0\\.1:(\\d+), token in (.*)");
  private static final Pattern HTTP = Pattern.compile("  HTTP +(http://127\\.0\\.0\\.1:\\d+)/.*");

  private final Process process;
  private final List<String> banner = new ArrayList<>();

  Daemon(Home home, String... options) {
    // A port of its own for every test; the default may be in use.
    home.file("../config/ropewalk/config.json", "{\"server\": {\"httpPort\": 0}}");
    var arguments = new ArrayList<String>();
    arguments.add("serve");
    arguments.addAll(List.of(options));
    process = home.start(arguments.toArray(new String[0]));
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      for (String line = reader.readLine();
          line != null && !line.startsWith("End it");
          line = reader.readLine()) {
        banner.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!process.isAlive()) {
      throw new AssertionError("the daemon did not start: " + home.stderr());
    }
  }

  Process process() {
    return process;
  }

  Path socket() {
    return Path.of(find(UNIX).group(1));
  }

  int port() {
    return Integer.parseInt(find(TCP).group(1));
  }

  Path tokenFile() {
    return Path.of(find(TCP).group(2));
  }

  /** Reads a page over HTTP. */
  HttpResponse<String> page(String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(find(HTTP).group(1) + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Matcher find(Pattern pattern) {
    for (String line : banner) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        return matcher;
      }
    }
    throw new AssertionError(pattern + " is not in " + banner);
  }

  /** Asks the daemon to end, and gives its exit code. */
  int stop() {
    process.destroy();
    return Home.exitCode(process);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
