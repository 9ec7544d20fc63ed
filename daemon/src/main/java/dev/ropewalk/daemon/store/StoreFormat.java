package dev.ropewalk.daemon.store;

import dev.ropewalk.daemon.engine.CanonicalException;
import dev.ropewalk.daemon.engine.CanonicalReader;
import dev.ropewalk.daemon.engine.CanonicalWriter;
import dev.ropewalk.daemon.engine.Fingerprint;
import dev.ropewalk.daemon.engine.ResultStore.Read;
import dev.ropewalk.daemon.engine.ResultStore.Recipe;
import dev.ropewalk.daemon.engine.ResultStore.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The bytes of the two kinds of files. */
final class StoreFormat {
  /*
   * Both begin with eight bytes: MAGIC, a letter for the kind, the number of the format. These stay
   * as they are in all formats to come, so that every build can recognise the files of every other.
   *
   *   record = head, SHA-256 of the rest, then in canonical encoding: the recipe in full, and a list
   *            of traces, newest first, each with its value when that is small
   *   blob   = head, the value
   *
   * A record is named by the digest of its recipe, a blob by the SHA-256 of its value; both names are
   * checked against the content. Decoding allocates no more than a small multiple of its input.
   */

  /** Counts the formats; another one has a directory of its own. */
  static final byte NUMBER = 1;

  /** Length of what both kinds of files begin with. */
  static final int HEAD_BYTES = 8;

  private static final byte[] MAGIC = {'R', 'o', 'p', 'e', 'w', 'k'};
  private static final int RECORD_BODY = HEAD_BYTES + Fingerprint.BYTES;

  private StoreFormat() {}

  /** What a file is. */
  enum Kind {
    RECORD((byte) 'r', ".record"),
    BLOB((byte) 'b', ".blob");

    private final byte letter;
    private final String suffix;

    Kind(byte letter, String suffix) {
      this.letter = letter;
      this.suffix = suffix;
    }

    /** How names of such files end. */
    String suffix() {
      return suffix;
    }
  }

  /**
   * A trace and its value.
   *
   * @param value empty when the value is in a blob
   */
  record Stored(Trace trace, Optional<byte[]> value) {}

  /** A record as it was read. */
  record StoredRecord(Recipe recipe, List<Stored> traces) {}

  /** Whether a file that begins like this was written by a store, of any format. */
  static boolean isOurs(byte[] beginning) {
    // A crash of the system may leave a file that was moved into place without content.
    return beginning.length == 0
        || (beginning.length >= MAGIC.length
            && Arrays.equals(beginning, 0, MAGIC.length, MAGIC, 0, MAGIC.length));
  }

  /** The name of a recipe; the store keeps nothing of one whose strings are no Unicode text. */
  static Optional<String> name(Recipe recipe) {
    if (!isText(recipe.query()) || !isText(recipe.argument()) || !isText(recipe.version())) {
      return Optional.empty();
    }
    var writer = new CanonicalWriter().putInt(NUMBER);
    return Optional.of(Fingerprint.of(putRecipe(writer, recipe).toBytes()).toString());
  }

  /** Whether a string is the same after it was written as UTF-8. */
  private static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (!Character.isHighSurrogate(unit)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static CanonicalWriter putRecipe(CanonicalWriter writer, Recipe recipe) {
    return writer
        .putString(recipe.query())
        .putString(recipe.argument())
        .putString(recipe.version());
  }

  /**
   * A record as bytes.
   *
   * @return empty when what it says would not come back as it is
   */
  static Optional<byte[]> encode(StoredRecord record) {
    var writer = putRecipe(new CanonicalWriter(), record.recipe());
    writer.beginList(record.traces().size());
    for (Stored stored : record.traces()) {
      writer.putBytes(stored.trace().result().toBytes());
      writer.beginList(stored.trace().reads().size());
      for (Read read : stored.trace().reads()) {
        if (!isText(read.kind()) || !isText(read.name())) {
          return Optional.empty();
        }
        writer
            .putBoolean(read.input())
            .putString(read.kind())
            .putString(read.name())
            .putBytes(read.fingerprint().toBytes());
      }
      writer.putBoolean(stored.value().isPresent());
      stored.value().ifPresent(writer::putBytes);
    }
    byte[] body = writer.toBytes();
    byte[] file = Arrays.copyOf(head(Kind.RECORD), RECORD_BODY + body.length);
    System.arraycopy(Fingerprint.of(body).toBytes(), 0, file, HEAD_BYTES, Fingerprint.BYTES);
    System.arraycopy(body, 0, file, RECORD_BODY, body.length);
    return Optional.of(file);
  }

  /** Reads a record; total, whatever the bytes are. */
  static Lookup<StoredRecord> record(byte[] file) {
    Optional<String> wrong = wrongHead(Kind.RECORD, file);
    if (wrong.isPresent()) {
      return new Lookup.Corrupt<>(wrong.get());
    }
    if (file.length < RECORD_BODY) {
      return new Lookup.Corrupt<>("cut off after " + file.length + " bytes");
    }
    byte[] body = Arrays.copyOfRange(file, RECORD_BODY, file.length);
    if (!Arrays.equals(
        file, HEAD_BYTES, RECORD_BODY, Fingerprint.of(body).toBytes(), 0, Fingerprint.BYTES)) {
      return new Lookup.Corrupt<>("its checksum is wrong");
    }
    try {
      return new Lookup.Hit<>(parse(new CanonicalReader(body)));
    } catch (CanonicalException | IllegalArgumentException e) {
      return new Lookup.Corrupt<>(String.valueOf(e.getMessage()));
    }
  }

  private static StoredRecord parse(CanonicalReader reader) throws CanonicalException {
    var recipe = new Recipe(reader.getString(), reader.getString(), reader.getString());
    var traces = new ArrayList<Stored>();
    int count = reader.beginList();
    for (int i = 0; i < count; i++) {
      Fingerprint result = Fingerprint.ofDigest(reader.getBytes());
      int length = reader.beginList();
      var reads = new ArrayList<Read>();
      for (int j = 0; j < length; j++) {
        reads.add(
            new Read(
                reader.getBoolean(),
                reader.getString(),
                reader.getString(),
                Fingerprint.ofDigest(reader.getBytes())));
      }
      Optional<byte[]> value =
          reader.getBoolean() ? Optional.of(reader.getBytes()) : Optional.empty();
      if (value.isPresent() && !Fingerprint.of(value.get()).equals(result)) {
        throw new CanonicalException("a value is not what its trace says");
      }
      traces.add(new Stored(new Trace(reads, result), value));
    }
    reader.end();
    return new StoredRecord(recipe, List.copyOf(traces));
  }

  /** A value as the bytes of a blob. */
  static byte[] blob(byte[] value) {
    byte[] file = Arrays.copyOf(head(Kind.BLOB), HEAD_BYTES + value.length);
    System.arraycopy(value, 0, file, HEAD_BYTES, value.length);
    return file;
  }

  /** Reads the blob of this fingerprint. */
  static Lookup<byte[]> value(byte[] file, Fingerprint expected) {
    Optional<String> wrong = wrongHead(Kind.BLOB, file);
    if (wrong.isPresent()) {
      return new Lookup.Corrupt<>(wrong.get());
    }
    byte[] value = Arrays.copyOfRange(file, HEAD_BYTES, file.length);
    return Fingerprint.of(value).equals(expected)
        ? new Lookup.Hit<>(value)
        : new Lookup.Corrupt<>("its content is not what its name says");
  }

  private static byte[] head(Kind kind) {
    byte[] head = Arrays.copyOf(MAGIC, HEAD_BYTES);
    head[MAGIC.length] = kind.letter;
    head[MAGIC.length + 1] = NUMBER;
    return head;
  }

  private static Optional<String> wrongHead(Kind kind, byte[] file) {
    if (file.length < HEAD_BYTES) {
      return Optional.of("cut off after " + file.length + " bytes");
    }
    if (Arrays.equals(file, 0, HEAD_BYTES, head(kind), 0, HEAD_BYTES)) {
      return Optional.empty();
    }
    return Optional.of("begins with " + HexFormat.of().formatHex(file, 0, HEAD_BYTES));
  }
}
