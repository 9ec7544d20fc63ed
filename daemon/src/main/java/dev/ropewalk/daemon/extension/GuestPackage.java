package dev.ropewalk.daemon.extension;

import dev.ropewalk.wasm.abi.AbiHost;
import dev.ropewalk.wasm.registry.Budgets;
import dev.ropewalk.wasm.registry.Manifest;
import dev.ropewalk.wasm.registry.ManifestException;
import dev.ropewalk.wasm.registry.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A package of an extension on our own ABI.
 *
 * @param module reads the module, which has the digest
 * @param digest SHA-256 of the module, in hexadecimal
 */
public record GuestPackage(Manifest manifest, AbiHost.Source module, String digest) {
  /** What says what a package is. */
  public static final String MANIFEST = "ropewalk.toml";

  /**
   * Reads the package in a directory, as its author works on it.
   *
   * @param allowed what the user lets an extension use
   * @param maxModuleBytes a larger module is refused
   * @throws ManifestException when it is none; the message says what is wrong
   * @throws IOException when something of it cannot be read; the message names it
   */
  public static GuestPackage in(Path directory, Budgets allowed, int maxModuleBytes)
      throws IOException, ManifestException {
    Path root = directory.toRealPath();
    Manifest manifest =
        ManifestReader.read(
            bytes(root, root.resolve(MANIFEST), ManifestReader.MAX_BYTES + 1), allowed);
    Path module = root.resolve(manifest.module());
    byte[] first = bytes(root, module, maxModuleBytes);
    // Kept in memory: the file may be half of the next build when it is wanted.
    return new GuestPackage(manifest, first::clone, sha256(first));
  }

  private static byte[] bytes(Path root, Path file, int most) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    if (!file.toRealPath().startsWith(root)) {
      throw new IOException(file + " leads out of " + root);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException(file + " has more than " + most + " bytes");
      }
      return bytes;
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
