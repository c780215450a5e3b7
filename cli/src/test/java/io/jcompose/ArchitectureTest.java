package io.jcompose;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house of docs/architecture.md: what may know what. */
final class ArchitectureTest {
    private static final List<String> MODULES = List.of("linux", "volumes", "network", "engine", "compose", "cli");

    private static JavaClasses product;

    @BeforeAll
    static void readAllClasses() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.jcompose");
        MODULES.forEach(module -> assertThat(product.that(resideInAnyPackage("io.jcompose." + module + "..")))
                .as("classes of module " + module)
                .isNotEmpty());
    }

    @Test
    void arrowsBetweenModulesGoDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("linux")
                .definedBy("io.jcompose.linux..", "io.jcompose.error..")
                .layer("volumes")
                .definedBy("io.jcompose.volumes..")
                .layer("network")
                .definedBy("io.jcompose.network..")
                .layer("engine")
                .definedBy("io.jcompose.engine..")
                .layer("compose")
                .definedBy("io.jcompose.compose..")
                .layer("cli")
                .definedBy("io.jcompose.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("compose")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("compose", "cli")
                .whereLayer("network")
                .mayOnlyBeAccessedByLayers("engine", "compose", "cli")
                .whereLayer("volumes")
                .mayOnlyBeAccessedByLayers("engine", "compose", "cli")
                .check(product);
    }

    @Test
    void networkAndVolumesKnowNeitherContainersNorComposeNorEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.jcompose.network..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.jcompose.engine..", "io.jcompose.compose..", "io.jcompose.cli..", "io.jcompose.volumes..")
                .check(product);
        noClasses()
                .that()
                .resideInAPackage("io.jcompose.volumes..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.jcompose.engine..", "io.jcompose.compose..", "io.jcompose.cli..", "io.jcompose.network..")
                .check(product);
    }

    @Test
    void onlyLinuxMakesNativeCalls() {
        onlyIn("io.jcompose.linux..", "com.sun.jna..", "java.lang.foreign..");
    }

    @Test
    void onlyTheCommandsKnowPicocli() {
        onlyIn("io.jcompose.cli.command..", "picocli..");
    }

    @Test
    void onlyTheYamlStageKnowsSnakeYaml() {
        onlyIn("io.jcompose.compose.load.yaml..", "org.snakeyaml..");
    }

    @Test
    void theThinClientNeedsNothingButTheJdk() {
        classes()
                .that()
                .resideInAnyPackage("io.jcompose.cli.client..", "io.jcompose.cli.wire..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "sun.misc..",
                        "jdk..",
                        "org.jspecify..",
                        "io.jcompose.cli.client..",
                        "io.jcompose.cli.wire..")
                .check(product);
    }

    @Test
    void packagesFormNoCycles() {
        slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(product);
    }

    @Test
    void theEnvironmentIsReadByTheClientOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jcompose.cli.client..")
                .should()
                .callMethodWhere(target(owner(name("java.lang.System"))).and(target(name("getenv"))))
                .check(product);
    }

    @Test
    void onlyTheRenderersKnowTerminalEscapes() {
        List<Path> knowing = sources()
                .filter(file -> !file.toString().contains("/io/jcompose/cli/render/"))
                .filter(file -> Stream.of("\\u001b[", "\\u001B[", "\\033[").anyMatch(read(file)::contains))
                .toList();
        assertThat(knowing).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        List<Path> silent = sources()
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !Files.exists(directory.resolve("package-info.java"))
                        || !read(directory.resolve("package-info.java")).contains("@NullMarked"))
                .toList();
        assertThat(silent).isEmpty();
    }

    private static void onlyIn(String home, String... packages) {
        noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(home)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(product);
    }

    private static Stream<Path> sources() {
        Path root = Path.of(System.getProperty("jcompose.root"));
        return MODULES.stream()
                .map(module -> root.resolve(module + "/src/main/java"))
                .flatMap(directory -> {
                    try (Stream<Path> files = Files.walk(directory)) {
                        return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every package is a slice of its own. */
    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
