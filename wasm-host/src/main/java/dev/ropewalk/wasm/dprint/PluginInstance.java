package dev.ropewalk.wasm.dprint;

import dev.ropewalk.wasm.engine.CompiledModule;
import dev.ropewalk.wasm.engine.GuestFunction;
import dev.ropewalk.wasm.engine.GuestInstance;
import dev.ropewalk.wasm.limit.GuestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** One instance of a plugin, for one thread at a time. After any failure it is to be dropped. */
final class PluginInstance {
  private final CompiledModule module;
  private final GuestInstance guest;
  private final HostBuffer host;
  private final Schema schema;
  private final FormatterSettings settings;
  private final GuestFunction setOverride;
  private final GuestFunction setPath;
  private final GuestFunction format;
  private final GuestFunction formattedText;
  private final GuestFunction errorText;

  /** Makes one, which runs guest code if the module has a start function. */
  PluginInstance(CompiledModule module, int schema, FormatterSettings settings) {
    this.module = module;
    this.settings = settings;
    host = new HostBuffer(settings.maxOutputBytes(), settings.maxEmbeddedDepth());
    guest = module.instantiate(host.functions(schema), settings.limits().maxMemoryPages());
    var memory = new GuestBytes(guest, settings.maxOutputBytes());
    this.schema =
        schema == 4 ? new Schema4(memory, settings.maxConfigurations()) : new Schema3(memory);
    setOverride = guest.function("set_override_config");
    setPath = guest.function("set_file_path");
    format = guest.function("format");
    formattedText = guest.function("get_formatted_text");
    errorText = guest.function("get_error_text");
  }

  /** The code that it runs. */
  CompiledModule module() {
    return module;
  }

  /** Its memory, in pages of 64 KiB. */
  int pages() {
    return guest.pages();
  }

  /** What the plugin says of itself. */
  FormatterInfo info() {
    return guarded(
        () -> {
          byte[] said = schema.receive("information", guest.function("get_plugin_info").callInt());
          byte[] files = schema.fileMatching(said, schema.configure(FormatConfig.DEFAULT));
          PluginJson info = PluginJson.object("information", said);
          PluginJson matching = PluginJson.object("file matching", files);
          return new FormatterInfo(
              schema.number(),
              info.text("name"),
              info.text("version"),
              info.text("configKey"),
              info.text("helpUrl"),
              info.text("configSchemaUrl"),
              matching.texts("fileExtensions"),
              matching.texts("fileNames"));
        });
  }

  /** What the plugin finds wrong in a configuration. */
  List<ConfigDiagnostic> diagnostics(FormatConfig config) {
    return guarded(
        () -> {
          GuestFunction ask = guest.function("get_config_diagnostics");
          byte[] said = schema.receive("diagnostics", ask.callInt(schema.configure(config)));
          return PluginJson.objects("diagnostics", said).stream()
              .map(one -> new ConfigDiagnostic(one.text("propertyName"), one.text("message")))
              .toList();
        });
  }

  /** Formats a text; embedded code is waited for on this thread. */
  FormatResult format(FormatRequest request, GuestCall call) {
    host.begin(request, call);
    try {
      return guarded(() -> answer(request));
    } finally {
      host.end();
    }
  }

  /** The guest takes override, path and text with each call, so each is sent each time. */
  private FormatResult answer(FormatRequest request) {
    long[] config = schema.configure(request.config());
    if (request.overrideJson().isPresent()) {
      schema.send(request.overrideJson().get().getBytes(StandardCharsets.UTF_8));
      var unused = setOverride.call();
    }
    schema.send(request.path().getBytes(StandardCharsets.UTF_8));
    var ignored = setPath.call();
    schema.send(request.text());
    int answer = format.callInt(config) & 0xff;
    return switch (answer) {
      case 0 -> new FormatResult.Unchanged();
      case 1 -> {
        byte[] text = schema.receive("a formatted text", formattedText.callInt());
        var unused = PluginText.decode("a text", text);
        yield new FormatResult.Formatted(text);
      }
      case 2 -> {
        byte[] message = schema.receive("an error", errorText.callInt());
        yield ErrorPosition.of(PluginText.shown(PluginText.decode("an error", message)));
      }
      default ->
          throw new GuestException(
              GuestException.Code.BAD_ANSWER,
              "The formatter answered " + answer + " (0, 1 or 2 is needed)");
    };
  }

  private <T> T guarded(Supplier<T> body) {
    try {
      return body.get();
    } catch (GuestException e) {
      if (e.code() != GuestException.Code.TRAPPED) {
        throw e;
      }
      if (guest.growthRefused()) {
        throw new GuestException(
            GuestException.Code.OUT_OF_MEMORY,
            "The formatter asked for more than "
                + settings.limits().maxMemoryPages()
                + " pages of memory: "
                + e.getMessage(),
            e);
      }
      String panic = host.panic();
      throw panic.isEmpty()
          ? e
          : new GuestException(e.code(), e.getMessage() + "; it said: " + panic, e);
    }
  }
}
