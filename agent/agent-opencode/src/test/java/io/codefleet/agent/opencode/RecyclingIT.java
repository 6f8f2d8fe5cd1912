package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.bash;
import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.RealOpenCode.Watched;
import io.codefleet.agent.opencode.server.ProbeIntervals;
import io.codefleet.agent.opencode.server.ServerCommand;
import io.codefleet.agent.opencode.server.Supervisor;
import io.codefleet.agent.opencode.settings.ServerSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are replaced while they work, and several at a time. */
class RecyclingIT {
    @TempDir
    private Path folder;

    private RealOpenCode openCode;

    @BeforeEach
    void start() throws IOException {
        Script script = Script.when("Hang")
                .step(ScriptStep.say("hm hm hm").thenHang())
                .andWhen("Take your time")
                .call("bash", bash("while [ ! -f go ]; do sleep 0.05; done"))
                .say("Done at last.")
                .otherwise()
                .say("Hello.");
        openCode = new RealOpenCode(folder, script);
    }

    @AfterEach
    void close() {
        openCode.close();
    }

    private Agent start(RecyclingLimits recycling, ProbeIntervals intervals) {
        ServerCommand command = new ServerCommand(openCode.settings(E2e.openCode()), Optional.empty());
        Context context = openCode.vertx().getOrCreateContext();
        Supervisor supervisor = get(Supervisor.start(openCode.vertx(), context, command, intervals, recycling));
        return new OpenCodeAgent(openCode.vertx(), context, openCode.settings(E2e.openCode()), supervisor);
    }

    private List<ProcessHandle> servers() throws IOException {
        return RealOpenCode.servers(openCode.stateDir());
    }

    private String hello(Agent agent) throws IOException {
        return get(begin(agent, openCode.project("a"), "Hello").turn().answer()).text();
    }

    @Test
    void aServerThatHadItsTurnsIsReplacedAndItsLastTurnEndsOnIt() throws IOException {
        Agent agent = start(RecyclingLimits.DEFAULT.maxSessions(2), ProbeIntervals.USUAL);
        ProcessHandle first = openCode.server();
        Watched slow = begin(agent, openCode.project("a"), "Take your time");
        assertThat(hello(agent)).isEqualTo("Hello.");

        eventually(() -> assertThat(servers()).hasSize(2));
        ProcessHandle second = servers().stream()
                .filter(each -> !each.equals(first))
                .findFirst()
                .orElseThrow();
        Files.createFile(openCode.project("a").resolve("go"));

        assertThat(get(slow.turn().answer()).text()).isEqualTo("Done at last.");
        eventually(() -> assertThat(servers()).containsExactly(second));
        assertThat(first.isAlive()).isFalse();
        assertThat(hello(agent)).isEqualTo("Hello.");
        assertThat(second.isAlive()).isTrue();
        get(agent.close().map(true));
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void aServerThatIsTooLargeIsReplacedAndATurnThatDoesNotEndFails() throws IOException {
        // the next one is too large as well, and is to outlast the test
        ProbeIntervals intervals = new ProbeIntervals(
                Duration.ofMillis(300), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofSeconds(3));
        RecyclingLimits recycling =
                RecyclingLimits.DEFAULT.maxMemoryBytes(200L << 20).drainTimeout(Duration.ofSeconds(1));
        Agent agent = start(recycling, intervals);
        ProcessHandle first = openCode.server();
        Watched watched = begin(agent, openCode.project("a"), "Hang");

        assertThat(error(watched.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error(watched.turn()).message())
                .isEqualTo("OpenCode was replaced by a fresh one, and the turn had not ended after 1s");
        eventually(() -> assertThat(first.isAlive()).isFalse());
        get(agent.close().map(true));
        assertThat(servers()).isEmpty();
    }

    @Test
    void turnsAreSpreadOverSeveralServersAndOneThatDiesTakesOnlyItsOwn() throws IOException {
        Agent agent = get(OpenCodeAgent.start(
                openCode.vertx(), openCode.settings(E2e.openCode()).server(ServerSettings.DEFAULT.instances(2))));
        Watched one = begin(agent, openCode.project("a"), "Hang");
        Watched two = begin(agent, openCode.project("a"), "Hang");
        eventually(() -> assertThat(one.events()).isNotEmpty());
        eventually(() -> assertThat(two.events()).isNotEmpty());

        openCode.server().destroyForcibly();

        assertThat(error(one.turn()).message()).contains("exit code 137");
        assertThat(two.turn().answer().isComplete()).isFalse();
        // there is one server now that is ready
        assertThat(hello(agent)).isEqualTo("Hello.");
        assertThat(RealOpenCode.servers(openCode.stateDir().resolve("instance-2")))
                .singleElement()
                .matches(ProcessHandle::isAlive);
        get(agent.close().map(true));
        assertThat(error(two.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
    }
}
