package io.codefleet.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The modules of this repository, and what was compiled from them. */
final class Modules {

    static final String TEST_SUPPORT = "testing/test-support";
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
    static final String SPRING = "integrations/spring-boot";
    static final String LAUNCHER = "worker-launcher";
    static final String DISTRIBUTION = "distribution";
    static final String SAMPLES = "samples";
    static final String EMBEDDED_WORKER = "samples/embedded-worker";
    static final String SPRING_SAMPLE = "samples/spring-boot";
    static final String REDIS_SERVER = "redis-test-server";
    static final String BENCHMARKS = "benchmarks";
    static final String FAULTS = "fault-tests";

    static final List<String> ALL = List.of(
            TEST_SUPPORT,
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
            LAUNCHER,
            DISTRIBUTION,
            SAMPLES,
            EMBEDDED_WORKER,
            SPRING_SAMPLE,
            REDIS_SERVER,
            BENCHMARKS,
            FAULTS);

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Map<String, String> MODULE_BY_CLASS = ALL.stream()
            .flatMap(module -> classes(module).stream().map(type -> Map.entry(type.getName(), module)))
            .filter(entry -> !entry.getKey().endsWith("package-info"))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Modules() {}

    /** The classes of some modules, without their tests. */
    static JavaClasses classes(String... modules) {
        Path[] folders = Arrays.stream(modules).map(Modules::compiled).toArray(Path[]::new);
        return new ClassFileImporter().importPaths(folders);
    }

    /** Which module a class is compiled from, or the empty string for one that is not ours. */
    static String of(JavaClass type) {
        return MODULE_BY_CLASS.getOrDefault(type.getBaseComponentType().getName(), "");
    }

    static Path sources(String module) {
        return ROOT.resolve(module).resolve("src/main/java");
    }

    static Path testSources(String module) {
        return ROOT.resolve(module).resolve("src/test/java");
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
