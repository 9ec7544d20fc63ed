package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.GuestFunction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Schema 4: one buffer per message, any number of configurations with numbers. */
final class Schema4 implements Schema {
  private static final float LOAD = 0.75f;

  private final GuestBytes memory;
  private final int maxConfigurations;
  private final GuestFunction clear;
  private final GuestFunction shared;
  private final GuestFunction register;
  private final GuestFunction release;
  private final GuestFunction matching;

  /** Registered ones, by what they say; the one that was not used for longest first. */
  private final Map<FormatConfig, Integer> registered = new LinkedHashMap<>(8, LOAD, true);

  private int lastId;

  Schema4(GuestBytes memory, int maxConfigurations) {
    this.memory = memory;
    this.maxConfigurations = maxConfigurations;
    clear = memory.guest().function("clear_shared_bytes");
    shared = memory.guest().function("get_shared_bytes_ptr");
    register = memory.guest().function("register_config");
    release = memory.guest().function("release_config");
    matching = memory.guest().function("get_config_file_matching");
  }

  @Override
  public int number() {
    return 4;
  }

  @Override
  public void send(byte[] bytes) {
    int at = clear.callInt(bytes.length);
    memory.write("room for a message", at, bytes, 0, bytes.length);
  }

  @Override
  public byte[] receive(String what, int length) {
    memory.checkLength(what, length);
    return memory.read(what, shared.callInt(), length);
  }

  @Override
  public long[] configure(FormatConfig config) {
    Integer known = registered.get(config);
    if (known == null) {
      if (registered.size() >= maxConfigurations) {
        var oldest = registered.entrySet().iterator().next();
        var unused = release.call(oldest.getValue());
        registered.remove(oldest.getKey());
      }
      String both =
          "{\"plugin\":" + config.pluginJson() + ",\"global\":" + config.globalJson() + "}";
      send(both.getBytes(StandardCharsets.UTF_8));
      known = ++lastId;
      var unused = register.call(known);
      registered.put(config, known);
    }
    return new long[] {known};
  }

  @Override
  public byte[] fileMatching(byte[] info, long[] config) {
    return receive("file matching", matching.callInt(config));
  }
}
