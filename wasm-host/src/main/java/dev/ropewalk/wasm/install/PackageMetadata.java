package dev.ropewalk.wasm.install;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a registry's package document that an installation needs. Read as a stream, so that
 * memory is spent on hashes and addresses only, whatever else the document holds.
 *
 * @param tags version by dist-tag
 * @param releases what was published, by version
 */
record PackageMetadata(Map<String, String> tags, Map<String, Dist> releases) {

  /**
   * How a version was published. Fields are as the registry gave them, or empty.
   *
   * @param tarball an address, unchecked
   * @param integrity SRI text, unchecked
   * @param shasum SHA-1 in hex, unchecked
   */
  record Dist(String tarball, String integrity, String shasum) {}

  /**
   * Reads a document.
   *
   * @throws Refusal with {@link ProblemCode#BAD_METADATA} when it is not one
   * @throws IOException from the stream itself
   */
  static PackageMetadata read(InputStream json) throws IOException, Refusal {
    var reader = new JsonReader(new InputStreamReader(json, StandardCharsets.UTF_8));
    reader.setStrictness(Strictness.STRICT);
    var tags = new HashMap<String, String>();
    var releases = new HashMap<String, Dist>();
    try {
      begin(reader);
      while (reader.hasNext()) {
        switch (reader.nextName()) {
          case "dist-tags" -> readTags(reader, tags);
          case "versions" -> readReleases(reader, releases);
          default -> reader.skipValue();
        }
      }
      reader.endObject();
    } catch (MalformedJsonException | EOFException | IllegalStateException | JsonParseException e) {
      throw new Refusal(
          ProblemCode.BAD_METADATA, "the registry's package document is malformed JSON");
    }
    return new PackageMetadata(tags, releases);
  }

  /** The version that is meant, or empty when it was never published. */
  Optional<String> resolve(PackageSpec.Version version) {
    String name =
        switch (version) {
          case PackageSpec.Version.Exact exact -> exact.text();
          case PackageSpec.Version.Tag tag -> tags.getOrDefault(tag.text(), "");
        };
    return releases.containsKey(name) && PackageSpecParser.isExactVersion(name)
        ? Optional.of(name)
        : Optional.empty();
  }

  private static void readTags(JsonReader reader, Map<String, String> tags)
      throws IOException, Refusal {
    begin(reader);
    while (reader.hasNext()) {
      tags.put(reader.nextName(), text(reader));
    }
    reader.endObject();
  }

  private static void readReleases(JsonReader reader, Map<String, Dist> releases)
      throws IOException, Refusal {
    begin(reader);
    while (reader.hasNext()) {
      String version = reader.nextName();
      Dist dist = new Dist("", "", "");
      begin(reader);
      while (reader.hasNext()) {
        if (reader.nextName().equals("dist")) {
          dist = readDist(reader);
        } else {
          reader.skipValue();
        }
      }
      reader.endObject();
      releases.put(version, dist);
    }
    reader.endObject();
  }

  private static Dist readDist(JsonReader reader) throws IOException, Refusal {
    String tarball = "";
    String integrity = "";
    String shasum = "";
    begin(reader);
    while (reader.hasNext()) {
      switch (reader.nextName()) {
        case "tarball" -> tarball = text(reader);
        case "integrity" -> integrity = text(reader);
        case "shasum" -> shasum = text(reader);
        default -> reader.skipValue();
      }
    }
    reader.endObject();
    return new Dist(tarball, integrity, shasum);
  }

  /** A string, or empty for a value of another type. */
  private static String text(JsonReader reader) throws IOException {
    if (reader.peek() == JsonToken.STRING) {
      return reader.nextString();
    }
    reader.skipValue();
    return "";
  }

  private static void begin(JsonReader reader) throws IOException, Refusal {
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      throw new Refusal(
          ProblemCode.BAD_METADATA, "the registry's package document is not of the known form");
    }
    reader.beginObject();
  }
}
