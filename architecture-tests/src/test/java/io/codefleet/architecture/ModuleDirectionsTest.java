package io.codefleet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. The poms say the same, but a pom is changed with one line. */
class ModuleDirectionsTest {

    /** For each module the ones that it may use. Only the distribution may use the launcher. */
    static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry(Modules.TEST_SUPPORT, Set.of()),
            Map.entry(Modules.TESTING, Set.of(Modules.API, Modules.IN_MEMORY)),
            Map.entry(Modules.TEST_BROWSER, Set.of()),
            Map.entry(Modules.API, Set.of()),
            Map.entry(Modules.CORE, Set.of(Modules.API)),
            Map.entry(Modules.SPLIT, Set.of(Modules.API)),
            Map.entry(Modules.IN_MEMORY, Set.of(Modules.API)),
            Map.entry(Modules.REDIS, Set.of(Modules.API)),
            Map.entry(Modules.LOG, Set.of(Modules.API, Modules.IN_MEMORY)),
            Map.entry(Modules.FILE, Set.of(Modules.API, Modules.LOG)),
            Map.entry(Modules.NATS, Set.of(Modules.API, Modules.LOG)),
            Map.entry(Modules.GATEWAY, Set.of(Modules.API, Modules.LOG)),
            Map.entry(Modules.RABBITMQ, Set.of(Modules.API, Modules.LOG)),
            Map.entry(Modules.KAFKA, Set.of(Modules.API, Modules.LOG)),
            Map.entry(Modules.KAFKA_SERVER, Set.of(Modules.TEST_SUPPORT)),
            Map.entry(Modules.LOG_TCK, Set.of(Modules.API, Modules.LOG)),
            Map.entry(Modules.TCK, Set.of(Modules.API)),
            Map.entry(Modules.YAML, Set.of(Modules.API)),
            Map.entry(Modules.MODEL, Set.of()),
            Map.entry(Modules.REDIS_SERVER, Set.of(Modules.TEST_SUPPORT)),
            Map.entry(Modules.SITE, Set.of()),
            Map.entry(Modules.CONTROL, Set.of(Modules.API, Modules.LOG, Modules.YAML)),
            Map.entry(Modules.AGENT_API, Set.of(Modules.API)),
            Map.entry(Modules.AGENT_OPENCODE, Set.of(Modules.API, Modules.AGENT_API)),
            Map.entry(Modules.AGENT_WORKSPACE, Set.of(Modules.API, Modules.AGENT_API)),
            Map.entry(
                    Modules.AGENT_WORKER,
                    Set.of(Modules.API, Modules.AGENT_API, Modules.AGENT_OPENCODE, Modules.AGENT_WORKSPACE)),
            Map.entry(Modules.AGENT_TEST_SUPPORT, Set.of(Modules.API, Modules.TEST_SUPPORT)),
            Map.entry(Modules.MICROMETER, Set.of(Modules.API, Modules.AGENT_API, Modules.AGENT_WORKER)),
            Map.entry(Modules.OPENTELEMETRY, Set.of(Modules.API)),
            Map.entry(Modules.SPRING, Set.of(Modules.API, Modules.MICROMETER, Modules.OPENTELEMETRY, Modules.CONTROL)),
            Map.entry(Modules.MCP, Set.of(Modules.API, Modules.YAML)),
            Map.entry(Modules.SPRING_SAMPLE, Set.of(Modules.API, Modules.SPRING)),
            Map.entry(
                    Modules.LAUNCHER,
                    Set.of(
                            Modules.MICROMETER,
                            Modules.OPENTELEMETRY,
                            Modules.AGENT_API,
                            Modules.AGENT_OPENCODE,
                            Modules.AGENT_WORKSPACE,
                            Modules.AGENT_WORKER,
                            Modules.API,
                            Modules.CORE,
                            Modules.IN_MEMORY,
                            Modules.REDIS,
                            Modules.YAML,
                            Modules.MODEL,
                            Modules.MCP,
                            Modules.CONTROL)),
            Map.entry(Modules.DISTRIBUTION, Set.of(Modules.LAUNCHER)),
            Map.entry(Modules.SAMPLES, Set.of(Modules.API, Modules.CORE, Modules.SPLIT, Modules.IN_MEMORY)),
            Map.entry(
                    Modules.EMBEDDED_WORKER,
                    Set.of(
                            Modules.API,
                            Modules.AGENT_API,
                            Modules.AGENT_OPENCODE,
                            Modules.AGENT_WORKSPACE,
                            Modules.AGENT_WORKER)),
            Map.entry(
                    Modules.BENCHMARKS,
                    Set.of(
                            Modules.API,
                            Modules.CORE,
                            Modules.IN_MEMORY,
                            Modules.REDIS,
                            Modules.REDIS_SERVER,
                            Modules.KAFKA_SERVER,
                            Modules.TEST_SUPPORT,
                            Modules.CONTROL,
                            Modules.MODEL,
                            Modules.AGENT_OPENCODE,
                            Modules.AGENT_WORKSPACE,
                            Modules.AGENT_WORKER)),
            Map.entry(
                    Modules.FAULTS,
                    Set.of(
                            Modules.API,
                            Modules.CORE,
                            Modules.IN_MEMORY,
                            Modules.REDIS,
                            Modules.REDIS_SERVER,
                            Modules.CONTROL,
                            Modules.KAFKA_SERVER,
                            Modules.TEST_SUPPORT)));

    static Stream<String> modules() {
        return Modules.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyThoseItMayKnow(String module) {
        Set<String> allowed = ALLOWED.getOrDefault(module, Set.of());
        List<String> forbidden = Modules.classes(module).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> {
                    String target = Modules.of(dependency.getTargetClass());
                    return !target.isEmpty() && !target.equals(module) && !allowed.contains(target);
                })
                .map(Dependency::getDescription)
                .collect(Collectors.toList());
        assertThat(forbidden)
                .as("%s may use nothing of ours but %s", module, allowed)
                .isEmpty();
    }

    @Test
    void everyModuleHasItsRule() {
        assertThat(ALLOWED.keySet()).containsExactlyInAnyOrderElementsOf(Modules.ALL);
    }
}
