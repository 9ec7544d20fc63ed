package dev.ropewalk.daemon.document;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;

/** Brings the spellings of one document's URI to one form. */
public final class DocumentUri {
  private static final String LITERAL = "-._~!$&'()*+,;=@/";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private DocumentUri() {}

  /**
   * Normalises a URI: the scheme and host in lower case; for {@code file:} also dot segments
   * resolved, a drive letter in lower case, and exactly those bytes escaped that must be. Other
   * schemes keep what follows the scheme as it is. Idempotent; never fails, as a client may name a
   * document by any string.
   */
  public static String normalise(String uri) {
    int colon = uri.indexOf(':');
    if (colon <= 0 || !isScheme(uri.substring(0, colon))) {
      return uri;
    }
    String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = uri.substring(colon + 1);
    if (!scheme.equals("file")) {
      return scheme + ':' + rest;
    }
    String host = "";
    String path = rest;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      host = (slash < 0 ? rest.substring(2) : rest.substring(2, slash)).toLowerCase(Locale.ROOT);
      path = slash < 0 ? "/" : rest.substring(slash);
    }
    if (host.equals("localhost")) {
      host = "";
    }
    if (!path.startsWith("/")) {
      path = '/' + path;
    }
    return "file://" + host + encode(lowerDrive(withoutDots(decode(path))));
  }

  private static boolean isScheme(String text) {
    return text.chars()
        .allMatch(
            c -> c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.'));
  }

  /** The bytes of a path; an escape that is none stands for itself. */
  private static byte[] decode(String path) {
    byte[] raw = path.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%'
          && i + 2 < raw.length
          && HexFormat.isHexDigit(raw[i + 1])
          && HexFormat.isHexDigit(raw[i + 2])) {
        out.write(HexFormat.fromHexDigit(raw[i + 1]) << 4 | HexFormat.fromHexDigit(raw[i + 2]));
        i += 2;
      } else {
        out.write(raw[i]);
      }
    }
    return out.toByteArray();
  }

  private static byte[] lowerDrive(byte[] path) {
    if (path.length >= 3 && path[0] == '/' && path[2] == ':' && path[1] >= 'A' && path[1] <= 'Z') {
      path[1] = (byte) (path[1] | 0x20);
    }
    return path;
  }

  private static byte[] withoutDots(byte[] path) {
    // ISO 8859-1 keeps every byte as one character, whatever the encoding of the name.
    String text = new String(path, StandardCharsets.ISO_8859_1);
    if (!text.contains("/.")) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = text.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return ("/" + String.join("/", kept)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String encode(byte[] path) {
    StringBuilder out = new StringBuilder(path.length + 16);
    for (int i = 0; i < path.length; i++) {
      int value = path[i] & 0xFF;
      char c = (char) value;
      boolean drive = c == ':' && i == 2 && path[0] == '/';
      boolean plain = value < 128 && (Character.isLetterOrDigit(c) || LITERAL.indexOf(c) >= 0);
      if (drive || plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX.toHexDigits((byte) value));
      }
    }
    return out.toString();
  }
}
