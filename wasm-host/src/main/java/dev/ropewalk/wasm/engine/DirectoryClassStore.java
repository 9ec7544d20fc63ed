package dev.ropewalk.wasm.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A class store in a private directory: one file for each module. */
public final class DirectoryClassStore implements ClassStore {
  /*
   * Classes from here run as trusted code, so the directory is private to its owner (0700) and a
   * directory that others may write to is not used. A file is: SHA-256 of the rest, magic, the
   * stripped module, the classes. It is written beside its place and moved there, so a reader sees
   * all of it or nothing. Whatever does not check is a miss, and is compiled and written again.
   */
  private static final System.Logger LOG = System.getLogger("ropewalk.wasm");
  private static final int MAGIC = 0x5257_434c;
  private static final int MAX_ENTRIES = 100_000;

  private final Path directory;

  /**
   * @param directory made when absent, with mode 0700
   * @throws IOException when it cannot be made or is open to others
   */
  public DirectoryClassStore(Path directory) throws IOException {
    this.directory = directory;
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      if (posix()) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
    }
    if (posix()) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
      if (mode.charAt(4) == 'w' || mode.charAt(7) == 'w') {
        throw new IOException(
            directory + " can be written to by others (" + mode + "); run: chmod 700 " + directory);
      }
    }
  }

  private boolean posix() {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public Optional<ClassImage> get(String key) {
    try {
      byte[] file = Files.readAllBytes(path(key));
      if (file.length < 40 || !Arrays.equals(file, 0, 32, sha256(file, 32, file.length), 0, 32)) {
        LOG.log(System.Logger.Level.WARNING, "Damaged entry in the class store: {0}", key);
        return Optional.empty();
      }
      return Optional.of(decode(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Cannot read the class store: {0}", e.toString());
      return Optional.empty();
    }
  }

  @Override
  public void put(String key, ClassImage image) {
    try {
      Path temporary = Files.createTempFile(directory, key.substring(0, 8), ".tmp");
      try {
        Files.write(temporary, encode(image));
        Files.move(
            temporary,
            path(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Cannot write the class store: {0}", e.toString());
    }
  }

  private Path path(String key) {
    if (!key.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hexadecimal: " + key);
    }
    return directory.resolve(key + ".rwc");
  }

  private static byte[] encode(ClassImage image) throws IOException {
    var body = new ByteArrayOutputStream(1 << 20);
    var out = new DataOutputStream(body);
    out.writeInt(MAGIC);
    out.writeInt(image.strippedModule().length);
    out.write(image.strippedModule());
    out.writeInt(image.classes().size());
    for (Map.Entry<String, byte[]> entry : image.classes().entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
    byte[] bytes = body.toByteArray();
    byte[] file = Arrays.copyOf(sha256(bytes, 0, bytes.length), 32 + bytes.length);
    System.arraycopy(bytes, 0, file, 32, bytes.length);
    return file;
  }

  private static ClassImage decode(byte[] file) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(file, 32, file.length - 32));
    if (in.readInt() != MAGIC) {
      throw new IOException("not a class image");
    }
    byte[] module = in.readNBytes(bounded(in.readInt(), in.available()));
    int count = bounded(in.readInt(), MAX_ENTRIES);
    var classes = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      classes.put(name, in.readNBytes(bounded(in.readInt(), in.available())));
    }
    return new ClassImage(module, classes);
  }

  private static int bounded(int value, int max) throws IOException {
    if (value < 0 || value > max) {
      throw new IOException("length " + value + " of at most " + max);
    }
    return value;
  }

  private static byte[] sha256(byte[] bytes, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, to - from);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
