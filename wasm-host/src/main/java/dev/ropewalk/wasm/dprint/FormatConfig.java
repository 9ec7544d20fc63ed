package dev.ropewalk.wasm.dprint;

/**
 * A configuration, which a plugin is told once per instance. Equal texts are the same one.
 *
 * @param pluginJson a JSON object of the plugin's own settings: what {@code dprint.json} has under
 *     its key
 * @param globalJson a JSON object of {@code lineWidth}, {@code indentWidth}, {@code useTabs},
 *     {@code newLineKind}, each optional
 */
public record FormatConfig(String pluginJson, String globalJson) {
  /** The plugin's defaults. */
  public static final FormatConfig DEFAULT = new FormatConfig("{}", "{}");

  /**
   * Checks the values, since a plugin traps when it cannot read them.
   *
   * @throws IllegalArgumentException with the setting and what it may be
   */
  public FormatConfig {
    ConfigJson.checkPlugin("the plugin's configuration", pluginJson);
    ConfigJson.checkGlobal(globalJson);
  }
}
