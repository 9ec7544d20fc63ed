package dev.ropewalk.daemon.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the order of modules and packages that README.md states. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ropewalk");

  private static final List<String> LIBRARIES =
      List.of(
          "dev.ropewalk.buffers..",
          "dev.ropewalk.protocol..",
          "dev.ropewalk.wasm..",
          "dev.ropewalk.metrics..");

  /** Which packages of the daemon each may know; itself and config go without saying. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("config", Set.of()),
          Map.entry("schedule", Set.of()),
          Map.entry("engine", Set.of()),
          Map.entry("store", Set.of("engine")),
          Map.entry("extension", Set.of("engine", "store", "schedule")),
          Map.entry("document", Set.of("engine", "store", "schedule")),
          Map.entry("workspace", Set.of("engine", "store", "schedule")),
          Map.entry(
              "analysis",
              Set.of("engine", "store", "document", "workspace", "extension", "schedule")),
          Map.entry(
              "view",
              Set.of(
                  "engine", "store", "document", "workspace", "analysis", "extension", "schedule")),
          Map.entry(
              "lsp",
              Set.of(
                  "engine",
                  "store",
                  "document",
                  "workspace",
                  "analysis",
                  "extension",
                  "view",
                  "schedule")),
          Map.entry(
              "observe",
              Set.of(
                  "engine",
                  "store",
                  "document",
                  "workspace",
                  "analysis",
                  "extension",
                  "view",
                  "lsp",
                  "schedule")),
          Map.entry(
              "main",
              Set.of(
                  "engine",
                  "store",
                  "document",
                  "workspace",
                  "analysis",
                  "extension",
                  "view",
                  "lsp",
                  "schedule",
                  "observe")));

  /** Types of {@code java.nio.file} that work on names alone. */
  private static final Set<String> NAMES_OF_FILES =
      Set.of(
          "Path",
          "InvalidPathException",
          "PathMatcher",
          "FileSystem",
          "FileSystems",
          "FileSystemNotFoundException");

  @Test
  void libraries_do_not_see_each_other_or_the_daemon() {
    for (String library : LIBRARIES) {
      String[] others =
          LIBRARIES.stream().filter(other -> !other.equals(library)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(library)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(others).or(resideInAPackage("dev.ropewalk.daemon..")))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void packages_of_the_daemon_keep_their_order() {
    Set<String> packages = new TreeSet<>();
    CLASSES.that(resideInAPackage("dev.ropewalk.daemon..")).stream()
        .map(c -> c.getPackageName().split("\\.", -1)[3])
        .forEach(packages::add);
    for (String name : packages) {
      Set<String> allowed = MAY_KNOW.getOrDefault(name, Set.of());
      noClasses()
          .that()
          .resideInAPackage("dev.ropewalk.daemon." + name + "..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "packages of the daemon above " + name,
                  (JavaClass c) ->
                      c.getPackageName().startsWith("dev.ropewalk.daemon.")
                          && !known(c, name, allowed)))
          .check(CLASSES);
    }
    packages.removeAll(MAY_KNOW.keySet());
    assertEquals(Set.of(), packages, "a package of the daemon has no place in the order");
  }

  private static boolean known(JavaClass target, String from, Set<String> allowed) {
    String name = target.getPackageName().split("\\.", -1)[3];
    return name.equals(from) || name.equals("config") || allowed.contains(name);
  }

  @Test
  void no_package_is_in_a_cycle() {
    slices().matching("dev.ropewalk.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void only_the_wasm_host_knows_the_wasm_runtime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ropewalk.wasm..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.dylibso.chicory..", "run.endive..")
        .check(CLASSES);
  }

  @Test
  void only_the_edge_knows_lsp_types() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.ropewalk.protocol..", "dev.ropewalk.daemon.lsp..", "dev.ropewalk.daemon.main..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.lsp4j..")
        .check(CLASSES);
  }

  @Test
  void each_foreign_library_has_its_place() {
    Map<String, String[]> places =
        Map.of(
            "io.netty..", new String[] {"dev.ropewalk.protocol.."},
            "io.micrometer..",
                new String[] {"dev.ropewalk.metrics..", "dev.ropewalk.daemon.observe.."},
            "io.prometheus..", new String[] {"dev.ropewalk.metrics.."},
            "picocli..", new String[] {"dev.ropewalk.daemon.main.."},
            "com.github.benmanes.caffeine..",
                new String[] {"dev.ropewalk.buffers.intern..", "dev.ropewalk.daemon.engine.."});
    places.forEach(
        (library, allowed) ->
            noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES));
  }

  /**
   * A result is remembered by what it read; what is read otherwise would make it a lie. Paths are
   * names here and bytes in memory are no files; the index's driver is no query, and the file
   * analyser takes contents by their digest.
   */
  @Test
  void analyses_read_no_files_no_clocks_and_nothing_that_changes() {
    noClasses()
        .that()
        .resideInAPackage("dev.ropewalk.daemon.analysis..")
        .and()
        .haveNameNotMatching(".*\\.index\\.(WorkspaceIndex|FileAnalyser)(\\$.*)?")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe(
                    "read files",
                    type ->
                        (type.getPackageName().equals("java.io")
                                && !type.getSimpleName().startsWith("ByteArray")
                                && !type.getSimpleName().equals("Serializable"))
                            || (type.getPackageName().startsWith("java.nio.file")
                                && !NAMES_OF_FILES.contains(type.getSimpleName())))
                .or(resideInAPackage("java.nio.channels.."))
                .or(
                    DescribedPredicate.describe(
                        "go to the network",
                        type ->
                            type.getPackageName().startsWith("java.net")
                                && !type.getSimpleName().equals("URI")))
                .or(resideInAPackage("java.time.."))
                .or(type(java.util.Random.class))
                .or(type(java.util.concurrent.ThreadLocalRandom.class))
                .or(type(java.util.UUID.class))
                .or(type(ProcessHandle.class))
                .or(type(Runtime.class)))
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "the clock and the environment are asked",
                call ->
                    call.getTargetOwner().isEquivalentTo(System.class)
                        && Set.of(
                                "nanoTime",
                                "currentTimeMillis",
                                "getenv",
                                "getProperty",
                                "identityHashCode")
                            .contains(call.getName())))
        .check(CLASSES);
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("dev.ropewalk.daemon.analysis..")
        .and()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .notBeFinal()
        .orShould()
        .haveRawType(
            DescribedPredicate.describe(
                "something that changes",
                type ->
                    type.getPackageName().equals("java.util.concurrent.atomic")
                        || type.isAssignableTo(java.util.concurrent.ConcurrentMap.class)
                        || type.isEquivalentTo(java.util.HashMap.class)
                        || type.isEquivalentTo(java.util.ArrayList.class)))
        .check(CLASSES);
  }

  @Test
  void nothing_writes_to_standard_output_but_the_commands() {
    noClasses()
        .that(
            resideInAPackage("dev.ropewalk..")
                .and(DescribedPredicate.not(resideInAPackage("dev.ropewalk.daemon.main.."))))
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
  }

  @Test
  void every_package_says_what_it_owns_and_marks_nullness() throws ClassNotFoundException {
    Set<String> wrong = new TreeSet<>();
    Set<String> packages = new TreeSet<>();
    CLASSES.that(alwaysTrue()).forEach(c -> packages.add(c.getPackageName()));
    for (String name : packages) {
      try {
        if (!Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class)) {
          wrong.add(name);
        }
      } catch (ClassNotFoundException e) {
        wrong.add(name);
      }
    }
    assertEquals(Set.of(), wrong);
  }
}
