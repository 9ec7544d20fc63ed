package dev.ropewalk.wasm.install;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials from npm's configuration, each bound to a host and a path prefix ({@code
 * //host:port/path/:_authToken}). Has no {@code toString} of its values.
 */
final class RegistryCredentials {
  private final Map<String, String> byLocation = new HashMap<>();

  /** Takes the keys that begin with {@code //}; all others are not credentials for a host. */
  RegistryCredentials(Map<String, String> npmConfiguration) {
    npmConfiguration.forEach(
        (key, value) -> {
          if (key.startsWith("//")) {
            byLocation.put(key, value);
          }
        });
  }

  /**
   * The {@code Authorization} header for an address.
   *
   * @return empty unless the configuration has a credential for exactly this host and port, and a
   *     prefix of this path
   */
  Optional<String> authorization(URI address) {
    if (address.getHost() == null) {
      return Optional.empty();
    }
    String host = "//" + address.getHost().toLowerCase(Locale.ROOT);
    if (address.getPort() >= 0) {
      host += ":" + address.getPort();
    }
    String path = address.getPath() == null ? "/" : address.getPath();
    for (int end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
      Optional<String> found = at(host + path.substring(0, end + 1));
      if (found.isPresent()) {
        return found;
      }
    }
    return at(host + "/");
  }

  private Optional<String> at(String location) {
    String token = byLocation.get(location + ":_authToken");
    if (isHeaderValue(token)) {
      return Optional.of("Bearer " + token);
    }
    String basic = byLocation.get(location + ":_auth");
    if (isHeaderValue(basic)) {
      return Optional.of("Basic " + basic);
    }
    String user = byLocation.get(location + ":username");
    String password = byLocation.get(location + ":_password");
    if (user == null || password == null) {
      return Optional.empty();
    }
    try {
      String plain =
          user + ":" + new String(Base64.getDecoder().decode(password), StandardCharsets.UTF_8);
      byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static boolean isHeaderValue(@Nullable String text) {
    return text != null && !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
