package dev.rota;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rota.trace.Announcements;
import io.vertx.core.eventbus.EventBus;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The shape of the tree: which way imports point, and who may touch what. */
class ArchitectureTest {
    private static final JavaClasses ROTA = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.rota");

    /** From the shell down to the vocabulary: a line may import from the lines below it, never from those above. */
    private static final List<List<String>> DOWNWARD = List.of(
            List.of("dev.rota.cli.."),
            List.of("dev.rota.app.."),
            List.of("dev.rota.dialect.."),
            List.of(
                    "dev.rota.*.tool..",
                    "dev.rota.*.resource..",
                    "dev.rota.*.prompt..",
                    "dev.rota.*.rest..",
                    "dev.rota.authentication.."),
            List.of("dev.rota.oauth.."),
            List.of("dev.rota.mcp..", "dev.rota.rest.."),
            List.of("dev.rota.operation.."),
            List.of("dev.rota.transfer"),
            List.of("dev.rota.check"),
            List.of("dev.rota.report", "dev.rota.change"),
            List.of("dev.rota.connector"),
            List.of("dev.rota.execution"),
            List.of("dev.rota.model", "dev.rota.model.wire"),
            List.of("dev.rota.attempt"),
            List.of("dev.rota.quality"),
            List.of("dev.rota.task"),
            List.of("dev.rota.requirement"),
            List.of("dev.rota.project"),
            List.of("dev.rota.invitation"),
            List.of("dev.rota.agent", "dev.rota.grant"),
            List.of("dev.rota.token"),
            List.of("dev.rota.organization"),
            List.of("dev.rota.user"),
            List.of("dev.rota.audit.chain"),
            List.of("dev.rota.handle"),
            List.of("dev.rota.idempotency", "dev.rota.background"),
            List.of("dev.rota.audit"),
            List.of("dev.rota.database.."),
            List.of("dev.rota.egress..", "dev.rota.objectstore.."),
            List.of(
                    "dev.rota.cluster..",
                    "dev.rota.http..",
                    "dev.rota.limit..",
                    "dev.rota.jsonrpc..",
                    "dev.rota.observe.."),
            List.of("dev.rota.trace.."),
            List.of("dev.rota.seal..", "dev.rota.logging.."),
            List.of("dev.rota.settings..", "dev.rota.identity..", "dev.rota.json.."),
            List.of("dev.rota.failure.."));

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("dev.rota.(**)").should().beFreeOfCycles().check(ROTA);
    }

    @TestFactory
    Stream<DynamicTest> imports_point_downward() {
        var tests = new ArrayList<DynamicTest>();
        var above = new ArrayList<String>();
        for (var line : DOWNWARD) {
            var forbidden = above.toArray(String[]::new);
            if (forbidden.length > 0) {
                tests.add(DynamicTest.dynamicTest(String.join(" ", line), () -> noClasses()
                        .that()
                        .resideInAnyPackage(line.toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden)
                        .check(ROTA)));
            }
            above.addAll(line);
        }
        return tests.stream();
    }

    @Test
    void every_package_has_its_place_in_the_order() {
        var known = DOWNWARD.stream().flatMap(List::stream).toArray(String[]::new);
        classes()
                .that()
                .doNotHaveFullyQualifiedName("dev.rota.Main")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(known)
                .check(ROTA);
    }

    @Test
    void only_the_database_package_sees_a_connection() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.rota.database..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.vertx\\.(sqlclient\\.(Pool|SqlConnection|SqlClient|Transaction|Query|"
                        + "PreparedQuery)|pgclient\\..*)")
                .check(ROTA);
    }

    @Test
    void jdbc_is_for_migrations_only() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.rota.database..", "dev.rota.app..", "dev.rota.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.flywaydb..")
                .check(ROTA);
    }

    @Test
    void features_know_no_protocol() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.rota.task",
                        "dev.rota.attempt",
                        "dev.rota.project",
                        "dev.rota.requirement",
                        "dev.rota.quality",
                        "dev.rota.transfer",
                        "dev.rota.organization",
                        "dev.rota.user",
                        "dev.rota.token",
                        "dev.rota.audit",
                        "dev.rota.audit.chain")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.ext.web..", "io.vertx.core.http..", "dev.rota.http..", "dev.rota.jsonrpc..")
                .check(ROTA);
    }

    @Test
    void only_main_ends_the_process() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.rota.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(ROTA);
    }

    @Test
    void p9_nothing_reads_java_objects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.io.ObjectInputStream.class)
                .check(ROTA);
    }

    /** What advisories.csv says of them counts on it. */
    @Test
    void p4_what_has_holes_is_not_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "io\\.vertx\\.ext\\.web\\.(handler\\.ChainAuthHandler"
                                + "|client\\.(CachingWebClient|WebClientSession))"
                                + "|io\\.micrometer\\.(statsd|core\\.instrument\\.(logging|binder\\.(http.*|okhttp3|jdk)))\\..*")
                .check(ROTA);
    }

    @Test
    void p5_no_directory_is_served() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.vertx\\.ext\\.web\\.handler\\.(StaticHandler|FileSystemAccess)")
                .check(ROTA);
    }

    @Test
    void p6_the_sdk_of_mcp_is_for_tests_alone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.modelcontextprotocol..")
                .check(ROTA);
    }

    @Test
    void nothing_sleeps_and_only_the_shell_waits() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ROTA);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.rota.cli..", "dev.rota.app..")
                .should()
                .callMethod(io.vertx.core.Future.class, "await")
                .orShould()
                .callMethod(io.vertx.core.Future.class, "await", long.class, java.util.concurrent.TimeUnit.class)
                .check(ROTA);
    }

    @Test
    void nothing_is_announced_in_the_trace_of_a_request() {
        var spoken = Set.of("publish", "publisher", "send", "sender", "request", "consumer");
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Announcements.class.getName())
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "the event bus is used but through Announcements",
                        call -> call.getTargetOwner().isAssignableTo(EventBus.class)
                                && spoken.contains(call.getName())))
                .check(ROTA);
    }

    @Test
    void tests_have_one_http_client() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(TestHttpClient.class.getName())
                .and()
                .doNotHaveFullyQualifiedName("dev.rota.cli.remote.Server") // the command line's own
                .should()
                .callMethod(HttpClient.class, "newHttpClient")
                .orShould()
                .callMethod(HttpClient.class, "newBuilder")
                .check(new ClassFileImporter().importPackages("dev.rota"));
    }

    @Test
    void no_name_hides_what_a_class_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Common|Impl|Base)")
                .check(ROTA);
    }

    @Test
    void operations_keep_no_state_of_a_request() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Queries")
                .should()
                .haveOnlyFinalFields()
                .andShould()
                .notHaveModifier(JavaModifier.ABSTRACT)
                .check(ROTA);
    }
}
