package dev.ropewalk.daemon.main;

import dev.ropewalk.wasm.abi.AbiProject;
import dev.ropewalk.wasm.registry.ExtensionId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ropewalk ext new}: begins an extension on the own ABI. */
@Command(
    name = "new",
    description = {
      "Makes a folder with a new extension that builds: its manifest, its source, its SDK.",
      "Build it with its build.sh, try it with `ropewalk ext dev`, keep it with `ropewalk ext"
          + " add`.",
      "Exit codes: 0 done, 1 the folder could not be written, 2 wrong usage or it exists."
    })
final class ExtNewCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The extension's id, and the folder's name.")
  private String name = "";

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      defaultValue = "rust",
      converter = LanguageName.class,
      description = "rust, c or as (AssemblyScript); ${DEFAULT-VALUE} if not given.")
  private AbiProject.Language language = AbiProject.Language.RUST;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where the folder is made; here if not given.")
  private Path into = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ExtensionId id = id();
    Path folder = into.toAbsolutePath().normalize().resolve(id.value());
    if (Files.exists(folder)) {
      throw new CommandFailure(
          ExitCode.USAGE, folder + " exists; choose another name or remove it");
    }
    try {
      for (Map.Entry<String, String> file : AbiProject.files(id, language).entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, folder + " cannot be written: " + e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Made " + folder + "; build it with: sh " + folder.resolve("build.sh"));
    out.flush();
    return ExitCode.OK;
  }

  /** Reads {@code --lang}. */
  static final class LanguageName implements ITypeConverter<AbiProject.Language> {
    @Override
    public AbiProject.Language convert(String value) {
      return switch (value) {
        case "rust" -> AbiProject.Language.RUST;
        case "c" -> AbiProject.Language.C;
        case "as" -> AbiProject.Language.AS;
        default -> throw new TypeConversionException("\"" + value + "\" is not rust, c or as");
      };
    }
  }

  private ExtensionId id() {
    try {
      return new ExtensionId(name);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
