package dev.ropewalk.wasm.install;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives as the tests want them, right or wrong. */
final class Tarballs {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a file under {@code package/}, as npm does. */
  Tarballs file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Tarballs file(String path, byte[] content) {
    return raw("package/" + path, '0', content);
  }

  /** Adds an entry with exactly this name, cut to the 100 bytes that a header has. */
  Tarballs raw(String name, char type, byte[] content) {
    return raw(name, "", type, content.length, content);
  }

  /** Adds an entry whose stated size may be wrong. */
  Tarballs raw(String name, String prefix, char type, long size, byte[] content) {
    out.writeBytes(header(name, prefix, type, size));
    out.writeBytes(content);
    out.writeBytes(new byte[-content.length & 511]);
    return this;
  }

  /** Adds a pax header for the next entry. */
  Tarballs pax(String... keysAndValues) {
    var records = new StringBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String body = " " + keysAndValues[i] + "=" + keysAndValues[i + 1] + "\n";
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      int total = length + Integer.toString(length).length();
      if (Integer.toString(total).length() > Integer.toString(length).length()) {
        total++;
      }
      records.append(total).append(body);
    }
    return raw("PaxHeader", 'x', records.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The archive, ended. */
  byte[] tar() {
    var ended = new ByteArrayOutputStream();
    ended.writeBytes(out.toByteArray());
    ended.writeBytes(new byte[1024]);
    return ended.toByteArray();
  }

  byte[] tgz() {
    return gzip(tar());
  }

  static byte[] gzip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  static String sha512(byte[] bytes) {
    return "sha512-"
        + Base64.getEncoder().encodeToString(Integrity.Algorithm.SHA512.digest().digest(bytes));
  }

  private static byte[] header(String name, String prefix, char type, long size) {
    byte[] header = new byte[512];
    put(header, 0, 100, name);
    put(header, 100, 8, "0000644");
    put(header, 108, 8, "0000000");
    put(header, 116, 8, "0000000");
    put(header, 124, 12, "%011o".formatted(size));
    put(header, 136, 12, "00000000000");
    header[156] = (byte) type;
    put(header, 257, 8, "ustar\00000");
    put(header, 345, 155, prefix);
    return sealed(header);
  }

  /** Sets the checksum of a header. */
  static byte[] sealed(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, 8, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, length));
  }
}
