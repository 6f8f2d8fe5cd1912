package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.StorageLimits;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.worker.TranscriptSettings;
import io.codefleet.micrometer.server.MonitoringSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings that come of the layers. */
class SettingsResolverTest {
    @TempDir
    Path folder;

    private WorkerSettings resolve(String... lines) {
        ConfigLayer file = new WorkerFileReader(Map.of()).parse("worker.yml", String.join("\n", lines));
        return new SettingsResolver("build host_1", folder).resolve(file);
    }

    @Test
    void aWorkerNeedsNoConfiguration() {
        WorkerSettings settings = resolve("");

        assertThat(settings.fleet().uri()).hasToString("redis://127.0.0.1:6379");
        assertThat(settings.fleet().namespace()).isEqualTo("default");
        assertThat(settings.worker().options().id()).matches("build-host-1-[0-9a-f]{4}");
        assertThat(settings.worker().options().concurrency()).isEqualTo(1);
        assertThat(settings.worker().types()).isEmpty();
        assertThat(settings.agent().command()).isEqualTo("opencode");
        assertThat(settings.agent().temporaryState()).isTrue();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void theLimitsOfStorageArriveInTheOptionsOfTheFleet() {
        StorageLimits limits = resolve(
                        "broker:",
                        "  storage:",
                        "    retention: 7d",
                        "    dead_letter_retention: 30d",
                        "    audit_retention: 365d",
                        "    max_payload: 1MB",
                        "    max_queued_tasks: 5",
                        "    max_queued_per_lane: 4",
                        "    max_lanes: 3",
                        "    max_events: 20",
                        "    max_audit_entries: 10")
                .fleet()
                .limits();

        assertThat(limits)
                .isEqualTo(StorageLimits.builder()
                        .retention(Duration.ofDays(7))
                        .deadLetterRetention(Duration.ofDays(30))
                        .auditRetention(Duration.ofDays(365))
                        .maxPayloadBytes(1 << 20)
                        .maxQueuedTasks(5)
                        .maxQueuedPerLane(4)
                        .maxLanes(3)
                        .maxEvents(20)
                        .maxAuditEntries(10)
                        .build());
        assertThat(resolve("redis: {host: h}", "broker: {storage: {max_lanes: 3}}")
                        .fleet()
                        .limits()
                        .maxLanes())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"retention: 0s,must be longer", "max_queued_tasks: 0,must be greater", "max_payload: 3GB,is too large"})
    void aLimitOfStorageThatCannotBeIsNamedWithItsLine(String line, String fault) {
        assertThatThrownBy(() -> resolve("broker:", "  storage:", "    " + line))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("worker.yml line 3: ")
                .hasMessageContaining("broker.storage." + line.replaceFirst(":.*", ""))
                .hasMessageContaining(fault);
    }

    @Test
    void aNamedWorkerKeepsItsState() {
        WorkerSettings settings = resolve("worker:", "  id: team/w1");

        assertThat(settings.agent().stateDir()).isEqualTo(folder.resolve("team_w1"));
        assertThat(settings.agent().temporaryState()).isFalse();
    }

    @Test
    void theWorkersPartsArriveInItsOptions() {
        WorkerSettings settings = resolve(
                "worker:",
                "  capabilities: java, python",
                "  types: [code, review]",
                "  labels: {rack: r2}",
                "  drain_timeout: 2m",
                "  lease: 20s",
                "  resources: {max_concurrent: 3, timeout: 5m}",
                "monitoring: {report_interval: 4s, log_level: DEBUG, log_format: json}");

        assertThat(settings.worker().options().capabilities()).containsExactly("java", "python");
        assertThat(settings.worker().types()).containsExactly("code", "review");
        assertThat(settings.worker().options().labels())
                .containsEntry("rack", "r2")
                .containsEntry("host", "build host_1");
        assertThat(settings.worker().options().concurrency()).isEqualTo(3);
        assertThat(settings.worker().options().drainTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.worker().options().lease()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.worker().options().heartbeat()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.worker().attemptLimit()).contains(Duration.ofMinutes(5));
        assertThat(settings.logs()).isEqualTo(new LogSettings(LogSettings.Level.DEBUG, LogSettings.Format.JSON));
    }

    @Test
    void theExampleOfTheManualIsAWorker() throws Exception {
        String manual = Files.readString(Path.of("../docs/reference/configuration.md"));
        String example =
                manual.substring(manual.indexOf("```yaml") + 7, manual.indexOf("```", manual.indexOf("```yaml") + 7));
        ConfigLayer file = new WorkerFileReader(Map.of("WORKER_ID", "w-7", "CODEFLEET_REDIS_PASSWORD", "p@ss: #"))
                .parse("worker.yml", example);

        WorkerSettings settings = new SettingsResolver("host", folder).resolve(file);

        assertThat(settings.worker().options().id()).isEqualTo("w-7");
        assertThat(settings.worker().options().capabilities())
                .containsExactly("code-generation", "code-review", "testing");
        assertThat(settings.worker().options().concurrency()).isEqualTo(3);
        assertThat(settings.worker().attemptLimit()).contains(Duration.ofMinutes(5));
        assertThat(settings.agent().model()).contains("anthropic/claude-sonnet-4-0");
        assertThat(settings.fleet().safeUri()).isEqualTo("rediss://***@redis.internal:6379");
        assertThat(settings.monitoring()).isEqualTo(new MonitoringSettings(Optional.of(9090), "127.0.0.1"));
        assertThat(settings.worker().options().heartbeat()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aRedisInPartsBecomesAUriAndItsPasswordIsHidden() {
        WorkerSettings settings = resolve(
                "redis: {host: redis.internal, port: 6380, user: fleet, password: 'p@ss/w:rd', ssl: true, database: 2}");

        assertThat(settings.fleet().uri()).hasToString("rediss://fleet:p%40ss%2Fw%3Ard@redis.internal:6380/2");
        assertThat(settings.fleet().uri().getUserInfo()).isEqualTo("fleet:p@ss/w:rd");
        assertThat(settings.toString()).doesNotContain("p%40ss").doesNotContain("p@ss");
    }

    @Test
    void theServersOfOpenCodeAreAsTheFileSays() {
        WorkerSettings settings = resolve(
                "worker: {resources: {max_memory: 8GB}, workspace_root: " + folder + "}",
                "opencode:",
                "  server:",
                "    instances: 2",
                "    max_sessions: 500",
                "    max_age: 24h",
                "    strict_version: true",
                "    sandbox: bubblewrap",
                "    sandbox_read: [/opt/tools]",
                "    limits: {nice: 10, open_files: 4096, file_size: 2GB}");
        ServerSettings server = settings.agent().server();

        assertThat(server.instances()).isEqualTo(2);
        assertThat(server.recycling().maxMemoryBytes()).hasValue(4L << 30);
        assertThat(server.recycling().maxSessions()).hasValue(500);
        assertThat(server.recycling().maxAge()).contains(Duration.ofHours(24));
        assertThat(server.strictVersion()).isTrue();
        assertThat(server.sandbox().kind()).isEqualTo(ServerSettings.SandboxSettings.Kind.BUBBLEWRAP);
        assertThat(server.sandbox().readable()).containsExactly(Path.of("/opt/tools"));
        assertThat(server.sandbox().writable()).containsExactly(folder);
        assertThat(server.limits().nice()).hasValue(10);
        assertThat(server.limits().processes()).isEmpty();
        assertThat(server.limits().fileSizeBytes()).hasValue(2L << 30);
        assertThat(settings.describe())
                .contains(
                        "servers       2 servers, replaced above 4GB or after 500 turns or after 1d, sandbox bubblewrap");
    }

    @Test
    void aSandboxWithoutWritableFoldersIsReported() {
        assertThat(resolve("opencode: {server: {sandbox: bubblewrap}}").warnings())
                .singleElement()
                .asString()
                .contains("worker.workspace_root");
    }

    @Test
    void keysWithoutEffectOnAServerThatRunsAlreadyAreReported() {
        assertThat(resolve("opencode: {url: 'http://h:1', config: pom.xml, server: {instances: 2, limits: {nice: 3}}}")
                        .warnings())
                .singleElement()
                .asString()
                .endsWith("opencode.config, opencode.server.instances, opencode.server.limits.nice");
        assertThat(resolve("opencode: {url: 'http://h:1'}").warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker: {id: 'a b'} | worker.id",
                "worker: {resources: {max_concurrent: 0}} | worker.yml line 1: worker.resources.max_concurrent: is 0",
                "opencode: {server: {instances: 0}} | worker.yml line 1: opencode.server.instances: is 0, must be from 1 to 64",
                "opencode: {server: {sandbox: docker}} | opencode.server.sandbox: ",
                "opencode: {server: {sanbox: none}} | sandbox",
                "opencode: {server: {max_memory: 0B}} | opencode.server.max_memory: is zero",
                "opencode: {server: {limits: {nice: 20}}} | opencode.server.limits.nice: is 20, must be from 0 to 19",
                "opencode: {port: 4096, server: {instances: 2}} | opencode.port: is fixed, and several servers",
                "worker: {resources: {timeout: 0s}} | worker.yml line 1: worker.resources.timeout: is zero",
                "worker: {workspace_root: /no/such/folder} | worker.workspace_root: there is no folder /no/such/folder",
                "worker: {types: ['a b']} | worker.types: type: 'a b'",
                "opencode: {model: sonnet} | opencode.model: 'sonnet' names no provider",
                "opencode: {port: 70000} | worker.yml line 1: opencode.port: is 70000",
                "opencode: {url: 'localhost:4096'} | opencode.url: is not an http URL",
                "opencode: {config: /no/such/file} | opencode.config: there is no readable file",
                "broker: {uri: 'no scheme'} | worker.yml line 1: the broker's URI is not a URI",
                "broker: {namespace: 'a:b'} | namespace 'a:b'",
                "opencode: {url: 'http://h:1', server: {sandbox: bubblewrap}} | opencode.server.sandbox: is for a server",
                "redis: {uri: 'redis://h', ssl: true} | worker.yml line 1: redis.ssl: stands next to redis.uri",
                "redis: {host: h, user: ann} | worker.yml line 1: redis.user: has no password",
                "redis: {port: 6379} | redis: names neither uri nor host",
                "monitoring: {log_level: loud} | monitoring.log_level: 'loud' is unknown; use one of error, warn, info"
            })
    void aValueThatCannotBeUsedIsNamedByItsKey(String line, String message) {
        assertThatThrownBy(() -> resolve(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void transcriptsAreRecordedUnlessTheyAreTurnedOff() {
        assertThat(resolve("").worker().transcripts()).isEqualTo(TranscriptSettings.DEFAULT);
        assertThat(resolve("sessions: {transcripts: false}")
                        .worker()
                        .transcripts()
                        .enabled())
                .isFalse();
        assertThat(resolve(
                                "sessions:",
                                "  transcript_size: 512KB",
                                "  transcript_text_size: 1KB",
                                "  transcript_interval: 1s")
                        .worker()
                        .transcripts())
                .isEqualTo(new TranscriptSettings(true, 512 * 1024, 1024, Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "transcript_size: 2MB, sessions.transcript_size: is 2MB; must be from 32KB to 1MB",
        "transcript_size: 5000GB, sessions.transcript_size: is 2147483647B; must be from 32KB to 1MB",
        "transcript_text_size: 9KB, sessions.transcript_text_size: is 9KB; must be from 64B to 8KB",
        "transcript_interval: 10ms, sessions.transcript_interval: is 10ms; must be at least 100ms"
    })
    void aLimitOfTranscriptsThatIsOutOfRangeIsNamed(String line, String fault) {
        assertThatThrownBy(() -> resolve("sessions: {" + line + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault.replace(';', ','));
    }
}
