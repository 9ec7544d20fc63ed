package dev.ropewalk.daemon.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Directories and files that only their user may touch. */
final class PrivateFiles {
  private static final int TOKEN_BYTES = 32;

  private PrivateFiles() {}

  /**
   * Makes sure of a directory that only this user can enter.
   *
   * @throws CommandFailure when it is somebody else's, or open to others and cannot be closed
   */
  static Path directory(Path directory) {
    try {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        if (directory.getParent() != null) {
          Files.createDirectories(directory.getParent());
        }
        try {
          Files.createDirectory(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
          if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure(
                ExitCode.UNAVAILABLE,
                directory + " is in the way: it is not a directory of this user's own; remove it",
                e);
          }
        }
      }
      var attributes =
          Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.owner().getName().equals(System.getProperty("user.name"))) {
        throw new CommandFailure(
            ExitCode.UNAVAILABLE,
            directory
                + " belongs to "
                + attributes.owner().getName()
                + ", not to this user; remove it, or set XDG_RUNTIME_DIR");
      }
      if (!PosixFilePermissions.toString(attributes.permissions()).endsWith("------")) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      return directory;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "the private directory " + directory + " cannot be made: " + e.getMessage(),
          e);
    }
  }

  /** Reads the token that TCP clients must send; makes one when there is none. */
  static String token(Path file) {
    try {
      directory(file.getParent());
      if (!Files.exists(file)) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] text = (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (var channel =
            Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")))) {
          channel.write(java.nio.ByteBuffer.wrap(text));
        } catch (FileAlreadyExistsException e) {
          // Another process made it in this moment; its token is as good.
        }
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      String token = Files.readString(file).strip();
      if (token.length() < TOKEN_BYTES) {
        throw new CommandFailure(
            ExitCode.UNAVAILABLE,
            "the token in "
                + file
                + " has "
                + token.length()
                + " characters, fewer than "
                + TOKEN_BYTES
                + "; remove the file, and a new one is made");
      }
      return token;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE, "the token file " + file + ": " + e.getMessage(), e);
    }
  }
}
