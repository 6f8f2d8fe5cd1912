package io.codefleet.agent.opencode;

import static io.codefleet.agent.opencode.RealOpenCode.bash;
import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Budget;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.agent.Agent;
import io.codefleet.agent.Agent.Event;
import io.codefleet.agent.Agent.PermissionDecision;
import io.codefleet.agent.PermissionRule;
import io.codefleet.agent.PermissionRule.Action;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.RealOpenCode.Watched;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.server.ServerCommand;
import io.codefleet.agent.opencode.server.ServerProcess;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.codefleet.redis.test.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of OpenCode behind a network that breaks during a turn. */
class BrokenEventsIT {
    private static final String LONG = "word ".repeat(160).strip();

    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static ServerProcess server;
    /** To the server by another way than the worker's. */
    private static OpenCodeClient direct;

    private static TcpProxy network;
    private static Agent agent;
    /** An agent of the same server, with a budget for a turn. */
    private static Agent thrifty;

    private static Script script() {
        return Script.when("Take your time")
                .step(ScriptStep.say(LONG).chunkDelay(Duration.ofMillis(100)))
                .andWhen("Wait, then deploy")
                .call("bash", bash("sleep 1"))
                .call("bash", bash("echo deployed > out.txt"))
                .say("I went on.")
                .andWhen("Wait, then spend")
                .step(ScriptStep.call("bash", bash("sleep 1")).usage(10, 1))
                .step(ScriptStep.call("bash", bash("echo spent")).usage(1000, 100))
                .step(ScriptStep.call("bash", bash("sleep 298")).usage(10, 1))
                .say("I went on.")
                .andWhen("Wait, then write")
                .call("bash", bash("sleep 1"))
                .call("write", Map.of("filePath", "a.txt", "content", "written"))
                .say("It is written.");
    }

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(folder, script());
        OpenCodeSettings settings = openCode.settings(E2e.openCode());
        server = ServerProcess.start(new ServerCommand(settings, Optional.empty()), Set.of());
        ServerAddress address = server.address().toCompletableFuture().join();
        direct = new OpenCodeClient(openCode.vertx(), address);
        network = TcpProxy.to(address.host(), address.port());
        OpenCodeSettings broken = throughTheNetwork(settings, address);
        agent = get(OpenCodeAgent.start(openCode.vertx(), broken));
        thrifty = get(
                OpenCodeAgent.start(openCode.vertx(), broken.limits(TurnLimits.DEFAULT.budget(Budget.tokens(1000)))));
    }

    private static OpenCodeSettings throughTheNetwork(OpenCodeSettings settings, ServerAddress address) {
        String login = new String(
                Base64.getDecoder().decode(address.authorization().orElseThrow().substring("Basic ".length())),
                StandardCharsets.UTF_8);
        List<PermissionRule> rules = new ArrayList<>(PermissionSettings.DEFAULT.rules());
        rules.add(new PermissionRule("bash", "*deployed*", Action.ASK));
        return settings.url(URI.create("http://" + login + "@127.0.0.1:" + network.port()))
                .permissions(new PermissionSettings(rules, Optional.of(Duration.ofMinutes(1))));
    }

    @AfterAll
    static void close() {
        get(agent.close());
        get(thrifty.close());
        get(direct.close().map(true));
        network.close();
        server.end();
        openCode.close();
    }

    private static OpenCodeClient in(Path project) {
        return direct.in(project.toString());
    }

    private static Watched beginAndLoseTheNetwork(Path project, String prompt) {
        return beginAndLoseTheNetwork(agent, project, prompt);
    }

    private static Watched beginAndLoseTheNetwork(Agent agent, Path project, String prompt) {
        Watched watched = begin(agent, project, prompt);
        eventually(() -> assertThat(watched.events()).contains(new Event.Tool("bash", "sleep 1", "running")));
        network.refuse();
        return watched;
    }

    private static long words(Watched watched) {
        return watched.events().stream()
                .filter(Event.TextDelta.class::isInstance)
                .count();
    }

    @Test
    void afterACutTheEventsGoOnAndTheTurnEndsRightly() throws IOException {
        Watched watched = begin(agent, openCode.project("cut"), "Take your time");
        eventually(() -> assertThat(words(watched)).isPositive());
        network.cut();
        long received = words(watched);

        eventually(() -> assertThat(words(watched)).isGreaterThan(received + 2));
        assertThat(watched.turn().answer().isComplete()).isFalse();
        assertThat(get(watched.turn().answer()).text()).isEqualTo(LONG);
    }

    @Test
    void permissionRequestsDuringABrokenEventStreamAreFoundAndAnswered() throws IOException {
        Path project = openCode.project("gap").toRealPath();
        Watched watched = beginAndLoseTheNetwork(project, "Wait, then deploy");
        eventually(() -> assertThat(get(in(project).array("/permission"))).isNotEmpty());
        network.pass();

        eventually(() -> assertThat(watched.events()).hasAtLeastOneElementOfType(Event.Asked.class));
        watched.events().stream()
                .filter(Event.Asked.class::isInstance)
                .forEach(event -> ((Event.Asked) event).decision().complete(new PermissionDecision(true, "")));

        assertThat(get(watched.turn().answer()).text()).isEqualTo("I went on.");
        assertThat(project.resolve("out.txt")).hasContent("deployed");
    }

    @Test
    void aTurnThatEndsDuringABrokenEventStreamHasItsAnswer() throws IOException {
        Path project = openCode.project("end").toRealPath();
        Watched watched = beginAndLoseTheNetwork(project, "Wait, then write");
        eventually(() -> assertThat(get(in(project).object("/session/status"))).isEmpty());
        network.pass();

        assertThat(get(watched.turn().answer()).text()).isEqualTo("It is written.");
        assertThat(project.resolve("a.txt")).hasContent("written");
    }

    @Test
    void whatATurnSpendsDuringABrokenEventStreamCounts() throws IOException {
        Path project = openCode.project("spent").toRealPath();
        Watched watched = beginAndLoseTheNetwork(thrifty, project, "Wait, then spend");
        eventually(() -> assertThat(openCode.commands()).contains("sleep 298"));
        network.pass();

        TaskError error = RealOpenCode.error(watched.turn());
        assertThat(error.kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
        assertThat(error.details()).containsEntry("cap", "tokens");
    }
}
