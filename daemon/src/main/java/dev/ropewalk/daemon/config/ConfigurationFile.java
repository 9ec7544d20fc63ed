package dev.ropewalk.daemon.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the user's settings; what is wrong in them is told and does no harm. */
public final class ConfigurationFile {
  /** A file of settings is hundreds of bytes; a larger one is not one. */
  private static final long MAX_BYTES = 1 << 20;

  private ConfigurationFile() {}

  /**
   * Settings and what was wrong with them.
   *
   * @param problems one sentence for each, with the file, the key, the value and what is allowed
   */
  public record Loaded(Configuration configuration, List<String> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /**
   * One setting, for a table.
   *
   * @param value the value in force, as a user writes it
   * @param byDefault the value of a user who has set nothing
   */
  public record Entry(
      String key, String value, String byDefault, String unit, String range, String reason) {}

  /** Loads a file; a missing one gives the defaults and no problem. */
  public static Loaded load(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        return broken(file + " is larger than " + MAX_BYTES + " bytes; it is not read");
      }
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return new Loaded(Configuration.defaults(), List.of());
    } catch (CharacterCodingException e) {
      return broken(file + " is not UTF-8; the defaults are used");
    } catch (IOException e) {
      return broken(file + " cannot be read (" + e.getMessage() + "); the defaults are used");
    }
    return parse(text, file.toString());
  }

  /**
   * Parses settings.
   *
   * @param origin what messages call the text
   */
  public static Loaded parse(String text, String origin) {
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException | StackOverflowError e) {
      return broken(origin + " is not JSON (" + e.getMessage() + "); the defaults are used");
    }
    if (json.isJsonNull()) {
      return new Loaded(Configuration.defaults(), List.of());
    }
    if (!json.isJsonObject()) {
      return broken(origin + " is not a JSON object; the defaults are used");
    }
    var problems = new ArrayList<String>();
    Object bound = bind(json.getAsJsonObject(), Configuration.defaults(), "", origin, problems);
    return new Loaded((Configuration) bound, problems);
  }

  /** Every setting, in the order of the record. */
  public static List<Entry> entries(Configuration configuration) {
    var entries = new ArrayList<Entry>();
    for (RecordComponent area : Configuration.class.getRecordComponents()) {
      Object values = get(area, configuration);
      Object defaults = get(area, Configuration.defaults());
      for (RecordComponent component : area.getType().getRecordComponents()) {
        Setting setting = component.getAnnotation(Setting.class);
        entries.add(
            new Entry(
                area.getName() + "." + component.getName(),
                SettingValue.show(get(component, values)),
                SettingValue.show(get(component, defaults)),
                setting == null ? "" : setting.unit(),
                SettingValue.range(component.getType(), setting),
                setting == null ? "" : setting.reason()));
      }
    }
    return entries;
  }

  private static Loaded broken(String problem) {
    return new Loaded(Configuration.defaults(), List.of(problem));
  }

  private static Object bind(
      JsonObject json, Object defaults, String prefix, String origin, List<String> problems) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String key : json.keySet()) {
      if (!names.contains(key)) {
        problems.add(
            origin
                + ": there is no setting "
                + prefix
                + key
                + "; known here: "
                + names.stream().map(name -> prefix + name).collect(Collectors.joining(", ")));
      }
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Object byDefault = get(component, defaults);
      JsonElement given = json.get(component.getName());
      values[i] =
          given == null
              ? byDefault
              : value(component, given, byDefault, prefix + component.getName(), origin, problems);
    }
    return construct(components, values, defaults, origin, problems);
  }

  private static Object value(
      RecordComponent component,
      JsonElement given,
      Object byDefault,
      String key,
      String origin,
      List<String> problems) {
    if (component.getType().isRecord()) {
      if (given.isJsonObject()) {
        return bind(given.getAsJsonObject(), byDefault, key + ".", origin, problems);
      }
      problems.add(origin + ": " + key + " is " + shorten(given) + "; an object is wanted");
      return byDefault;
    }
    @Nullable Setting setting = component.getAnnotation(Setting.class);
    try {
      return SettingValue.parse(given, component.getType(), setting);
    } catch (SettingValue.Refused e) {
      problems.add(
          origin
              + ": "
              + key
              + " is "
              + shorten(given)
              + "; "
              + e.getMessage()
              + "; the default "
              + SettingValue.show(byDefault)
              + " is used");
      return byDefault;
    }
  }

  private static Object construct(
      RecordComponent[] components,
      Object[] values,
      Object defaults,
      String origin,
      List<String> problems) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return defaults.getClass().getConstructor(types).newInstance(values);
    } catch (java.lang.reflect.InvocationTargetException e) {
      problems.add(origin + ": " + e.getCause().getMessage() + "; the defaults are used there");
      return defaults;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a settings record cannot be made", e);
    }
  }

  private static Object get(RecordComponent component, Object owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a settings record cannot be read", e);
    }
  }

  private static String shorten(JsonElement given) {
    String text = given.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
