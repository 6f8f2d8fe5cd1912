package io.codefleet.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules of this repository, and what was compiled from them. */
final class Modules {

    static final String TEST_SUPPORT = "testing/test-support";
    static final String TESTING = "testing/junit";
    static final String TEST_BROWSER = "testing/browser";
    static final String API = "sdk-api";
    static final String CORE = "sdk-core";
    static final String SPLIT = "sdk-split";
    static final String IN_MEMORY = "broker-inmemory";
    static final String REDIS = "broker-redis";
    static final String LOG = "broker-log";
    static final String LOG_TCK = "broker-log-tck";
    static final String FILE = "broker-file";
    static final String NATS = "broker-nats";
    static final String GATEWAY = "broker-gateway";
    static final String RABBITMQ = "broker-rabbitmq";
    static final String KAFKA = "broker-kafka";
    static final String KAFKA_SERVER = "testing/kafka-test-server";
    static final String TCK = "broker-tck";
    static final String YAML = "workflow-yaml";
    static final String MODEL = "scripted-model";
    static final String CONTROL = "control-server";
    static final String AGENT_API = "agent/agent-api";
    static final String AGENT_OPENCODE = "agent/agent-opencode";
    static final String AGENT_WORKSPACE = "agent/agent-workspace";
    static final String AGENT_WORKER = "agent/agent-worker";
    static final String AGENT_TEST_SUPPORT = "agent/agent-test-support";
    static final String MICROMETER = "integrations/micrometer";
    static final String OPENTELEMETRY = "integrations/opentelemetry";
    static final String MCP = "integrations/mcp";
    static final String SPRING = "integrations/spring-boot";
    static final String LAUNCHER = "worker-launcher";
    static final String DISTRIBUTION = "distribution";
    static final String SAMPLES = "samples";
    static final String EMBEDDED_WORKER = "samples/embedded-worker";
    static final String SPRING_SAMPLE = "samples/spring-boot";
    static final String REDIS_SERVER = "redis-test-server";
    static final String BENCHMARKS = "benchmarks";
    static final String FAULTS = "fault-tests";
    static final String SITE = "docs-site";

    static final List<String> ALL = List.of(
            TEST_SUPPORT,
            TESTING,
            TEST_BROWSER,
            API,
            CORE,
            SPLIT,
            IN_MEMORY,
            REDIS,
            LOG,
            LOG_TCK,
            FILE,
            NATS,
            GATEWAY,
            RABBITMQ,
            KAFKA,
            KAFKA_SERVER,
            TCK,
            YAML,
            MODEL,
            CONTROL,
            AGENT_API,
            AGENT_OPENCODE,
            AGENT_WORKSPACE,
            AGENT_WORKER,
            AGENT_TEST_SUPPORT,
            MICROMETER,
            OPENTELEMETRY,
            SPRING,
            MCP,
            LAUNCHER,
            DISTRIBUTION,
            SAMPLES,
            EMBEDDED_WORKER,
            SPRING_SAMPLE,
            REDIS_SERVER,
            BENCHMARKS,
            FAULTS,
            SITE);

    /** Modules that have tests only. */
    static final List<String> OF_TESTS = List.of(
            "testing/control-client",
            "agent/agent-worker-tests",
            "control-server-tests",
            "integrations/spring-boot-tests",
            "end-to-end-tests");

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Read once for all tests, as that takes longer than what they look for. */
    private static final JavaClasses COMPILED = new ClassFileImporter()
            .importPaths(ALL.stream().map(Modules::compiled).toList());

    private static final Map<String, String> MODULE_BY_CLASS =
            COMPILED.stream().collect(Collectors.toUnmodifiableMap(JavaClass::getName, Modules::compiledFrom));

    private Modules() {}

    /** The classes of some modules, without their tests. */
    static JavaClasses classes(String... modules) {
        Set<String> wanted = Set.of(modules);
        return COMPILED.that(DescribedPredicate.describe(
                "classes of " + wanted, type -> wanted.contains(MODULE_BY_CLASS.get(type.getName()))));
    }

    private static String compiledFrom(JavaClass type) {
        Path file = Path.of(type.getSource().orElseThrow().getUri());
        return ALL.stream()
                .filter(module -> file.startsWith(compiled(module)))
                .findFirst()
                .orElseThrow();
    }

    /** Which module a class is compiled from, or the empty string for one that is not ours. */
    static String of(JavaClass type) {
        return MODULE_BY_CLASS.getOrDefault(type.getBaseComponentType().getName(), "");
    }

    static Path sources(String module) {
        return ROOT.resolve(module).resolve("src/main/java");
    }

    /** The folders of the tests of all modules. */
    static Stream<Path> testSources() {
        return Stream.concat(ALL.stream(), OF_TESTS.stream())
                .map(module -> ROOT.resolve(module).resolve("src/test/java"));
    }

    /** The folder of the classes of a module, without its tests. */
    static Path compiled(String module) {
        Path folder = ROOT.resolve(module)
                .resolve(System.getProperty("build.folder", "target"))
                .resolve("classes");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(folder + " is missing: run ./mvnw -pl architecture-tests -am verify");
        }
        return folder;
    }
}
