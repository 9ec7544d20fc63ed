package dev.ropewalk.wasm.registry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads {@code ropewalk.toml}, which comes from outside: nothing in it is taken on trust. */
public final class ManifestReader {
  /** A manifest is hundreds of bytes; the parser recurses, and this bounds it. */
  public static final int MAX_BYTES = 64 << 10;

  /** Longer lists or names are no use to anybody. */
  private static final int MAX_ITEMS = 256;

  private static final int MAX_LENGTH = 256;

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "version",
          "kind",
          "module",
          "languages",
          "files",
          "activation",
          "priority",
          "provides",
          "capabilities",
          "budgets");

  private static final Set<String> BUDGET_KEYS =
      Set.of(
          "wallMillis", "cpuMillis", "memoryPages", "hostCalls", "outputBytes", "allocatedBytes");

  private final TomlTable table;

  private ManifestReader(TomlTable table) {
    this.table = table;
  }

  /**
   * Reads a manifest.
   *
   * @param bytes the file; UTF-8, at most {@link #MAX_BYTES}
   * @param allowed what the user lets an extension use; the manifest can only ask for less
   * @throws ManifestException when it is not one; the message says where and what is needed
   */
  public static Manifest read(byte[] bytes, Budgets allowed) throws ManifestException {
    if (bytes.length > MAX_BYTES) {
      throw new ManifestException(
          "ropewalk.toml has " + bytes.length + " bytes; at most " + MAX_BYTES + " are read");
    }
    TomlParseResult parsed;
    try {
      parsed =
          Toml.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new ManifestException("ropewalk.toml is not UTF-8");
    } catch (StackOverflowError | AssertionError | RuntimeException e) {
      // tomlj asserts that an escape it could not read is whole.
      throw new ManifestException(
          "ropewalk.toml cannot be read: it is nested too deeply or broken");
    }
    if (parsed.hasErrors()) {
      var first = parsed.errors().getFirst();
      throw new ManifestException(
          "ropewalk.toml, line "
              + first.position().line()
              + ", column "
              + first.position().column()
              + ": "
              + first.getMessage());
    }
    return new ManifestReader(parsed).manifest(allowed);
  }

  private Manifest manifest(Budgets allowed) throws ManifestException {
    known(table, KEYS, "");
    ExtensionKind kind = choice("kind", ExtensionKind.class, null);
    List<String> languages = strings("languages");
    List<Trigger> activation = new ArrayList<>();
    for (String event : strings("activation")) {
      activation.add(Trigger.parse(event));
    }
    if (!table.contains("activation")) {
      languages.forEach(language -> activation.add(new Trigger.OnLanguage(language)));
    }
    return new Manifest(
        id(),
        string("version"),
        kind,
        module(),
        languages,
        strings("files"),
        activation,
        choice("priority", LoadPriority.class, LoadPriority.NORMAL),
        new TreeSet<>(strings("provides")),
        capabilities(),
        budgets(allowed));
  }

  private ExtensionId id() throws ManifestException {
    String value = string("id");
    try {
      return new ExtensionId(value);
    } catch (IllegalArgumentException e) {
      throw new ManifestException("id", value, "1 to 128 of A-Z a-z 0-9 . _ - @ /");
    }
  }

  private String module() throws ManifestException {
    String value = string("module");
    boolean inside =
        !value.startsWith("/")
            && !value.contains("\\")
            && List.of(value.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!inside || !value.endsWith(".wasm")) {
      throw new ManifestException("module", value, "the path of a .wasm file inside the package");
    }
    return value;
  }

  private Set<Capability> capabilities() throws ManifestException {
    var found = EnumSet.noneOf(Capability.class);
    for (String name : strings("capabilities")) {
      found.add(constant("capabilities", name, Capability.class));
    }
    return found;
  }

  private Optional<Budgets> budgets(Budgets allowed) throws ManifestException {
    if (!table.contains("budgets")) {
      return Optional.empty();
    }
    if (!table.isTable("budgets")) {
      throw new ManifestException("budgets", table.get("budgets"), "a table");
    }
    TomlTable given = table.getTableOrEmpty("budgets");
    known(given, BUDGET_KEYS, "budgets.");
    Budgets asked =
        new Budgets(
            Duration.ofMillis(number(given, "wallMillis", allowed.wall().toMillis())),
            Duration.ofMillis(number(given, "cpuMillis", allowed.cpu().toMillis())),
            (int) Math.min(Integer.MAX_VALUE, number(given, "memoryPages", allowed.memoryPages())),
            (int) Math.min(Integer.MAX_VALUE, number(given, "hostCalls", allowed.hostCalls())),
            number(given, "outputBytes", allowed.outputBytes()),
            number(given, "allocatedBytes", allowed.allocatedBytes()));
    return Optional.of(asked.within(allowed));
  }

  private static long number(TomlTable given, String key, long absent) throws ManifestException {
    Object value = given.get(List.of(key));
    if (value == null) {
      return absent;
    }
    if (value instanceof Long number && number > 0) {
      return number;
    }
    throw new ManifestException("budgets." + key, value, "a whole number from 1");
  }

  private static void known(TomlTable given, Set<String> keys, String prefix)
      throws ManifestException {
    for (String key : given.keySet()) {
      if (!keys.contains(key)) {
        throw new ManifestException(
            prefix + key, given.get(List.of(key)), "one of " + new TreeSet<>(keys));
      }
    }
  }

  private String string(String key) throws ManifestException {
    Object value = table.get(List.of(key));
    if (value instanceof String text && !text.isEmpty() && text.length() <= MAX_LENGTH) {
      return text;
    }
    throw new ManifestException(key, value, "a text of 1 to " + MAX_LENGTH + " characters");
  }

  private List<String> strings(String key) throws ManifestException {
    Object value = table.get(List.of(key));
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array) || array.size() > MAX_ITEMS) {
      throw new ManifestException(key, value, "a list of at most " + MAX_ITEMS + " texts");
    }
    var found = new ArrayList<String>();
    for (Object item : array.toList()) {
      if (!(item instanceof String text) || text.isEmpty() || text.length() > MAX_LENGTH) {
        throw new ManifestException(key, item, "a text of 1 to " + MAX_LENGTH + " characters");
      }
      found.add(text);
    }
    return found;
  }

  private <E extends Enum<E>> E choice(String key, Class<E> type, @Nullable E absent)
      throws ManifestException {
    return absent != null && !table.contains(key) ? absent : constant(key, string(key), type);
  }

  private static <E extends Enum<E>> E constant(String key, String name, Class<E> type)
      throws ManifestException {
    for (E each : type.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    var names = new TreeSet<String>();
    for (E each : type.getEnumConstants()) {
      names.add(each.name().toLowerCase(Locale.ROOT));
    }
    throw new ManifestException(key, name, "one of " + names);
  }
}
