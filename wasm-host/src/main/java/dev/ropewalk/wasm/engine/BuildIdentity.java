package dev.ropewalk.wasm.engine;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/**
 * What compiled classes depend on besides the module: this module's own code and Chicory's. A class
 * image made by another build must never be taken for this one's.
 */
public final class BuildIdentity {
  private static final byte[] VALUE = compute();

  private BuildIdentity() {}

  /** The SHA-256 of the code that links, compiles and runs modules; random when it is unknown. */
  public static byte[] value() {
    return VALUE.clone();
  }

  private static byte[] compute() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Class<?> part :
          List.of(BuildIdentity.class, MachineFactoryCompiler.class, Instance.class)) {
        CodeSource source = part.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
          return unknown();
        }
        add(digest, Path.of(source.getLocation().toURI()));
      }
      return digest.digest();
    } catch (IOException | URISyntaxException | NoSuchAlgorithmException e) {
      return unknown();
    }
  }

  private static void add(MessageDigest digest, Path code) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(code)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      digest.update(Files.readAllBytes(file));
    }
  }

  private static byte[] unknown() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return random;
  }
}
