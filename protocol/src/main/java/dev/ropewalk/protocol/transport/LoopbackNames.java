package dev.ropewalk.protocol.transport;

import java.net.URI;
import java.net.URISyntaxException;

/** Tells names and addresses of this machine's loopback interface from all others. */
final class LoopbackNames {
  /* A browser can be made to send requests to a loopback port by a page of any site, under that
   * site's name (DNS rebinding) or its own (a cross-site request). The first shows in Host, the
   * second in Origin. Only literal loopback addresses and the one name that never reaches a resolver
   * are let through; nothing is looked up.
   */
  private LoopbackNames() {}

  /** Whether a {@code Host} header names the loopback interface, with any port. */
  static boolean isLoopbackAuthority(String authority) {
    String host;
    String rest;
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      if (end < 0) {
        return false;
      }
      host = authority.substring(0, end + 1);
      rest = authority.substring(end + 1);
    } else {
      int colon = authority.indexOf(':');
      host = colon < 0 ? authority : authority.substring(0, colon);
      rest = colon < 0 ? "" : authority.substring(colon);
    }
    return isLoopbackHost(host) && (rest.isEmpty() || isPort(rest));
  }

  /** Whether an {@code Origin} header names a page that came from the loopback interface. */
  static boolean isLoopbackOrigin(String origin) {
    try {
      var uri = new URI(origin);
      String scheme = uri.getScheme();
      String authority = uri.getRawAuthority();
      return scheme != null
          && authority != null
          && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
          && isLoopbackAuthority(authority);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isLoopbackHost(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || isLoopbackIpv4(host);
  }

  private static boolean isLoopbackIpv4(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 3 || !isDigits(part) || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(String colonAndPort) {
    String port = colonAndPort.substring(1);
    return colonAndPort.charAt(0) == ':' && port.length() <= 5 && isDigits(port);
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
