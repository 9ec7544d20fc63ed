import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over every Java source of the repository, on the JDK that starts it.
 *
 * <p>Usage, from the repository's root: {@code java -cp google-java-format.jar Format.java
 * check|write}. {@code check} lists files that differ and exits 1; {@code write} rewrites them.
 */
public final class Format {
  private static final List<String> ROOTS =
      List.of(".mvn", "buffers", "protocol", "wasm-host", "metrics", "daemon", "scripts");

  public static void main(String[] args) throws Exception {
    boolean write = args.length == 1 && args[0].equals("write");
    var formatter = new Formatter();
    var wrong = new ArrayList<Path>();
    for (String root : ROOTS) {
      if (!Files.isDirectory(Path.of(root))) {
        continue;
      }
      List<Path> files;
      try (var walk = Files.walk(Path.of(root))) {
        files = walk.filter(Format::isSource).sorted().toList();
      }
      for (Path file : files) {
        String before = Files.readString(file);
        String after;
        try {
          after = formatter.formatSourceAndFixImports(before);
        } catch (com.google.googlejavaformat.java.FormatterException e) {
          System.err.println(file + ": " + e.getMessage());
          wrong.add(file);
          continue;
        }
        if (!after.equals(before)) {
          if (write) {
            Files.writeString(file, after);
          } else {
            wrong.add(file);
          }
        }
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("Run: mvn -N process-sources -Dformat");
      System.exit(1);
    }
  }

  private static boolean isSource(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.endsWith(".java") && !path.contains("/target/") && !path.contains("/node_modules/");
  }
}
