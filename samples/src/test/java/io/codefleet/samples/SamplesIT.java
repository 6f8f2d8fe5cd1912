package io.codefleet.samples;

import static io.codefleet.samples.SampleFleet.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Vote;
import io.codefleet.samples.findings.Finding;
import io.codefleet.samples.findings.Report;
import io.codefleet.samples.findings.Sarif;
import io.codefleet.samples.findings.Severity;
import io.codefleet.samples.opinion.SecondOpinion;
import io.codefleet.samples.review.FileChange;
import io.codefleet.samples.security.SecurityAnalysis;
import io.codefleet.split.ProjectChunks;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs on an open project, Apache Commons Text 1.9 and what became of it in 1.10.0, with the real OpenCode. They run on the
 * brokers that the system property {@code codefleet.samples.brokers} names.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("brokers")
class SamplesIT {
    private static final String DEFAULT_BROKERS = "redis";
    private static final String LOOKUPS = "org/apache/commons/text/lookup/";
    private static final Path BUILD =
            Path.of(System.getProperty("build.folder")).toAbsolutePath();
    private static final Path PROJECT = BUILD.resolve("commons-text-1.9");

    @TempDir
    private static Path root;

    private static Path folder;
    private static SampleFleet fleet;

    @Parameter
    private String scheme;

    static List<String> brokers() {
        return List.of(
                System.getProperty("codefleet.samples.brokers", DEFAULT_BROKERS).split(","));
    }

    @BeforeParameterizedClassInvocation
    static void start(String scheme) throws Exception {
        fleet = null;
        folder = Files.createDirectory(root.resolve(scheme));
        // else OpenCode takes the repository around it for the project, and has snapshots of all of that
        assertThat(new ProcessBuilder("git", "init", "-q", PROJECT.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        fleet = new SampleFleet(scheme, folder);
    }

    @AfterParameterizedClassInvocation
    static void end() throws Exception {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void allFilesOfAProjectAreSearchedAndTheSameRunIsNotPaidForTwice() throws Exception {
        ProjectChunks parts = SecurityAnalysis.parts(PROJECT);
        assertThat(parts.chunks()).hasSizeGreaterThan(90);

        Report report = get(SecurityAnalysis.analyse(fleet.fleet(), PROJECT, parts, "audit"));

        assertThat(report.notLookedAt()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::file, Finding::line, Finding::rule, Finding::level)
                .containsExactly(
                        tuple("org/apache/commons/text/RandomStringGenerator.java", 125, "CWE-338", Severity.NOTE),
                        tuple(LOOKUPS + "ScriptStringLookup.java", 86, "CWE-94", Severity.ERROR));
        assertThat(Files.readAllLines(PROJECT.resolve(LOOKUPS + "ScriptStringLookup.java"))
                        .get(85))
                .contains("scriptEngine.eval(script)");
        assertThat(sarifFaults(Sarif.of(report).encode())).isEmpty();

        int asked = fleet.asked();
        assertThat(asked).isGreaterThan(parts.groups().size());
        assertThat(get(SecurityAnalysis.analyse(fleet.fleet(), PROJECT, parts, "audit")))
                .isEqualTo(report);
        assertThat(fleet.asked()).isEqualTo(asked);
    }

    @Test
    void modelsThatDisagreeSeeEachOthersAnswersAndThenAgree() {
        ConsensusResult result = get(SecondOpinion.ask(
                fleet.fleet(),
                PROJECT,
                "Can a text that a user gives to StringSubstitutor run code?",
                "scripted/alpha",
                "scripted/beta",
                "scripted/gamma"));

        assertThat(result.rounds()).isEqualTo(2);
        assertThat(result.winner().orElseThrow().answer()).isEqualTo("yes");
        assertThat(result.votes())
                .filteredOn(vote -> vote.round() == 1 && vote.status() == Vote.Status.COUNTED)
                .extracting(vote -> vote.result().orElseThrow().model().orElseThrow())
                .containsExactly("scripted/alpha", "scripted/beta", "scripted/gamma");
        assertThat(SecondOpinion.exitCode(result)).isZero();
        assertThat(SecondOpinion.text(result))
                .startsWith("yes, says 100 % after 2 rounds, for $0.0")
                .contains("[round 1] scripted/gamma, COUNTED: StringSubstitutor only puts values in.");
    }

    @Test
    void theCommandOfTheReadmeEndsWithOneWhereTheReviewFoundSomethingWithinTheChange() throws Exception {
        Path repository = repository();
        assertThat(FileChange.in(repository, "HEAD~1", "--", LOOKUPS)).hasSize(10);
        Path out = folder.resolve("run-" + scheme + ".log");
        Path errors = folder.resolve("run-" + scheme + ".err");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of("run").toAbsolutePath().toString(),
                        "review",
                        repository.toString(),
                        "warning",
                        "HEAD~1",
                        LOOKUPS)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(out.toFile());
        command.environment().put("CODEFLEET_BROKER", fleet.uri());
        Process run = command.start();

        assertThat(run.waitFor(4, TimeUnit.MINUTES)).isTrue();

        assertThat(run.exitValue())
                .as(Files.readString(out) + Files.readString(errors))
                .isEqualTo(1);
        assertThat(Files.readString(out)).isEqualTo("1 findings; see review.md and review.sarif\n");
        assertThat(folder.resolve("review.md")).content().contains("StringLookupFactory.java:57 | docs | warning");
        assertThat(Files.readAllLines(repository.resolve(LOOKUPS + "StringLookupFactory.java"))
                        .get(56))
                .contains("DefaultStringLookup#URL URL");
        String sarif = Files.readString(folder.resolve("review.sarif"));
        assertThat(sarifFaults(sarif)).isEmpty();
        JsonObject reviewed = new JsonObject(sarif).getJsonArray("runs").getJsonObject(0);
        assertThat(reviewed.getJsonArray("results"))
                .singleElement()
                .satisfies(finding -> assertThat(String.valueOf(finding))
                        .contains("\"level\":\"warning\"", "StringLookupFactory.java", "\"startLine\":57"));
        assertThat(reviewed.getJsonArray("invocations").getJsonObject(0).getBoolean("executionSuccessful"))
                .isTrue();
    }

    @Test
    void theCommandHasTheLibraryOfEachBroker() throws Exception {
        try (Stream<Path> libraries = Files.list(BUILD.resolve("lib"))) {
            List<String> names =
                    libraries.map(each -> each.getFileName().toString()).toList();
            assertThat(Stream.of("redis", "file", "nats", "rabbitmq", "kafka", "gateway"))
                    .allMatch(broker -> names.stream().anyMatch(name -> name.startsWith("codefleet-broker-" + broker)));
        }
    }

    private static Path repository() throws Exception {
        Process made = new ProcessBuilder(
                        Path.of("open-repository").toAbsolutePath().toString(), BUILD.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(made.waitFor()).isZero();
        return Path.of(path);
    }

    private static List<?> sarifFaults(String report) throws Exception {
        try (InputStream schema = SamplesIT.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON)
                    .validate(report, InputFormat.JSON);
        }
    }
}
