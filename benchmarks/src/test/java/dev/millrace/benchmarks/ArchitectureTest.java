package dev.millrace.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use whom, and who may see which library: the rules of docs/architecture.md. */
final class ArchitectureTest {
    private static final String ROOT = "dev.millrace.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace");

    private static DescribedPredicate<JavaClass> oursOutside(String... packages) {
        return DescribedPredicate.describe(
                "ours outside of " + Arrays.toString(packages),
                type -> type.getPackageName().startsWith(ROOT)
                        && Arrays.stream(packages).noneMatch(allowed -> isWithin(type.getPackageName(), allowed)));
    }

    private static boolean isWithin(String name, String allowed) {
        return name.equals(ROOT + allowed) || name.startsWith(ROOT + allowed + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "cascade, ''",
        "kernel, cascade.feature cascade.release",
        "retrieval, cascade kernel",
        "rerank, cascade kernel",
        "finerank, cascade kernel",
        "edge, cascade",
        "server, cascade kernel retrieval rerank finerank",
        "datasets, cascade.feature cascade.file",
        "training, cascade kernel retrieval rerank finerank edge datasets"
    })
    void aModuleUsesNoneButThoseItMay(String module, String uses) {
        List<String> allowed = new ArrayList<>(List.of(module));
        allowed.addAll(Arrays.asList(uses.split(" ", -1)));
        allowed.remove("");
        noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat(oursOutside(allowed.toArray(String[]::new)))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "io.github.jbellis.., retrieval.dense",
        "org.apache.lucene.., retrieval.filter",
        "ai.onnxruntime.., rerank finerank edge",
        "ai.djl.., finerank training",
        "io.netty.., server"
    })
    void aLibraryIsSeenWhereItIsHiddenAndNowhereElse(String library, String packages) {
        List<String> hiding = List.of(packages.split(" "));
        classes()
                .that(DescribedPredicate.describe(
                        "are ours, outside of " + packages + " and the benchmarks",
                        (JavaClass type) -> hiding.stream().noneMatch(one -> isWithin(type.getPackageName(), one))
                                && !isWithin(type.getPackageName(), "benchmarks")))
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(library)
                .check(CLASSES);
    }

    @Test
    void nothingOnADeviceReachesANetworkButWhatTheAppCreatesForIt() {
        DescribedPredicate<JavaClass> reaching = DescribedPredicate.describe(
                "reach a network",
                type -> isWithin(type.getPackageName(), "edge.update")
                        || isWithin(type.getPackageName(), "edge.sync")
                        || type.getPackageName().startsWith("java.net")
                        || type.getPackageName().startsWith("javax.net")
                        || (type.getName().startsWith("java.nio.channels.")
                                && type.getName().contains("Socket")));
        noClasses()
                .that(DescribedPredicate.describe(
                        "are the edge runtime's, outside of its updates, its sync and its examples",
                        (JavaClass type) -> isWithin(type.getPackageName(), "edge")
                                && List.of("edge.update", "edge.sync", "edge.examples").stream()
                                        .noneMatch(apart -> isWithin(type.getPackageName(), apart))))
                .should()
                .dependOnClassesThat(reaching)
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "edge.sync..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "edge.sync..")
                .check(CLASSES);
        assertThat(CLASSES.contain("dev.millrace.edge.sync.EventSync")).isTrue();
        assertThat(CLASSES.get("dev.millrace.edge.sync.EventSync").getDirectDependenciesFromSelf())
                .as("what sends does so by a transport of the app")
                .anyMatch(use -> use.getTargetClass().getSimpleName().equals("EventTransport"));
    }

    @Test
    void theRulesLookAtEveryModuleAndSeeABreachWhereThereIsOne() {
        for (String module : List.of(
                "cascade", "kernel", "retrieval", "rerank", "finerank", "edge", "server", "datasets", "training")) {
            assertThat(CLASSES.stream().anyMatch(type -> isWithin(type.getPackageName(), module)))
                    .as(module)
                    .isTrue();
        }
        assertThatThrownBy(() -> noClasses()
                        .that()
                        .resideInAPackage(ROOT + "training..")
                        .should()
                        .dependOnClassesThat(oursOutside("training"))
                        .check(CLASSES))
                .isInstanceOf(AssertionError.class);
    }
}
