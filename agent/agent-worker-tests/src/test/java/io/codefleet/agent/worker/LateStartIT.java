package io.codefleet.agent.worker;

import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Attempt.StopReason;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.opencode.server.ServerCommand;
import io.codefleet.agent.opencode.server.ServerProcess;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Turns that the real OpenCode has accepted and does not begin yet, as its session is held up: by a plugin of the worker's
 * configuration, until a file appears.
 */
class LateStartIT {
    private static final String PLUGIN = """
            import { existsSync, writeFileSync } from "node:fs";
            export const Hold = async () => ({
              "chat.message": async (input, output) => {
                const held = output.parts.map(part => part.text ?? "").join(" ").match(/held by (\\S+)/);
                if (!held) return;
                writeFileSync(held[1] + ".reached", "");
                for (let i = 0; i < 1200 && !existsSync(held[1]); i++) {
                  await new Promise(done => setTimeout(done, 50));
                }
                writeFileSync(held[1] + ".passed", "");
              },
            });
            """;

    @TempDir
    private static Path folder;

    private static RealOpenCode openCode;
    private static OpenCodeServer server;
    private static ServerProcess other;
    private static Context context;

    @BeforeAll
    static void start() throws IOException {
        openCode = new RealOpenCode(
                folder,
                Script.when("held by")
                        .call("bash", Map.of("command", "echo worked >> work.txt", "description", "works"))
                        .say("I worked.")
                        .otherwise()
                        .say("Hello."));
        Path plugin = folder.resolve("hold.js");
        Files.writeString(plugin, PLUGIN);
        JsonObject config = new JsonObject(Files.readString(openCode.config()));
        config.put("plugin", new JsonArray().add(plugin.toUri().toString()));
        Files.writeString(openCode.config(), config.encode());
        context = openCode.vertx().getOrCreateContext();
        server = RealOpenCode.start(openCode.vertx(), context, settings());
        other = ServerProcess.start(
                new ServerCommand(settings().stateDir(folder.resolve("other")), Optional.empty()), Set.of());
    }

    @AfterAll
    static void close() {
        get(agent(TurnLimits.DEFAULT).close());
        other.end();
        openCode.close();
    }

    private static OpenCodeSettings settings() {
        return openCode.settings(E2e.openCode());
    }

    private static Agent agent(TurnLimits limits) {
        return new OpenCodeAgent(openCode.vertx(), context, settings().limits(limits), server);
    }

    /** A turn that is held up, and what releases it. */
    private record Held(Path gate, String prompt) {
        static Held named(String name) {
            Path gate = folder.resolve(name + ".gate");
            return new Held(gate, "Do it, held by " + gate);
        }

        void awaitReached() {
            eventually(() -> assertThat(gate.resolveSibling(gate.getFileName() + ".reached"))
                    .exists());
        }

        /** Until it is past what holds it up. */
        void release() throws IOException {
            Files.createFile(gate);
            eventually(() -> assertThat(gate.resolveSibling(gate.getFileName() + ".passed"))
                    .exists());
        }

        /** A whole other turn is taken meanwhile, for which it has had the time to begin. */
        void assertDoesNothingAny(Agent agent) throws IOException {
            release();
            assertThat(get(begin(agent, openCode.project("next"), "Hello")
                                    .turn()
                                    .answer())
                            .text())
                    .isEqualTo("Hello.");
            assertThat(requests()).isZero();
        }

        long requests() {
            return openCode.model().requests().stream()
                    .filter(request -> request.lastUserText().contains(gate.toString()))
                    .count();
        }
    }

    @Test
    void aTurnThatBeginsLateIsWaitedFor() throws IOException {
        Held held = Held.named("late");
        Path project = openCode.project("late");
        Agent agent = agent(TurnLimits.DEFAULT);
        Agent.Turn turn = begin(agent, project, held.prompt()).turn();
        held.awaitReached();
        // these take longer than all looks at a session that says nothing took once
        for (int i = 0; i < 4; i++) {
            get(openCode.vertx().timer(2000).map(true));
            assertThat(turn.answer().isComplete()).isFalse();
        }
        held.release();

        assertThat(get(turn.answer()).text()).isEqualTo("I worked.");
        assertThat(project.resolve("work.txt")).hasContent("worked");
    }

    @Test
    void aTurnThatDoesNotBeginIsEndedByTheLimitOfSilenceAndNeverBegins() throws IOException {
        Held held = Held.named("silent");
        // the turn that follows on a loaded machine needs some of it
        Agent agent = agent(TurnLimits.DEFAULT.silence(Duration.ofSeconds(10), Duration.ofHours(1)));
        Agent.Turn turn =
                begin(agent, openCode.project("silent"), held.prompt()).turn();
        held.awaitReached();

        assertThat(error(turn).details()).containsEntry("reason", "not_started");
        held.assertDoesNothingAny(agent);
    }

    @Test
    void aTurnThatIsAbortedBeforeItBeginsNeverBegins() throws IOException {
        Held held = Held.named("aborted");
        Agent agent = agent(TurnLimits.DEFAULT);
        Agent.Turn turn =
                begin(agent, openCode.project("aborted"), held.prompt()).turn();
        held.awaitReached();

        get(turn.abort().map(true));

        held.assertDoesNothingAny(agent);
    }

    @ParameterizedTest
    @EnumSource(StopReason.class)
    void howeverAnAttemptIsStoppedBeforeItsTurnBeginsItNeverBegins(StopReason reason) throws IOException {
        Held held = Held.named("stopped-" + reason);
        Agent agent = agent(TurnLimits.DEFAULT);
        // its folder stays, as it is the project itself
        Files.createDirectories(folder.resolve("work/projects/shop"));
        AttemptStub attempt = new AttemptStub(Task.of(held.prompt()).project("shop"));
        Future<TaskResult> result = handler(agent, Optional.empty()).handle(attempt);
        held.awaitReached();

        attempt.stop.complete(reason);

        eventually(() -> assertThat(result.failed()).isTrue());
        held.assertDoesNothingAny(agent);
    }

    @Test
    void anAttemptThatRunsLongerThanTheWorkersLimitBeforeItsTurnBeginsNeverBegins() throws IOException {
        Held held = Held.named("limited");
        Agent agent = agent(TurnLimits.DEFAULT);
        Future<TaskResult> result =
                handler(agent, Optional.of(Duration.ofSeconds(3))).handle(new AttemptStub(Task.of(held.prompt())));
        held.awaitReached();

        eventually(() -> assertThat(result.failed()).isTrue());
        held.assertDoesNothingAny(agent);
    }

    private static TaskHandler handler(Agent agent, Optional<Duration> limit) {
        return TaskHandlers.on(openCode.vertx(), agent, folder.resolve("work"), limit);
    }

    @Test
    void aWorkerThatLeavesAServerOfOthersLeavesNoTurnBehind() throws IOException {
        ServerAddress address = other.address().toCompletableFuture().join();
        String login = new String(
                Base64.getDecoder().decode(address.authorization().orElseThrow().substring("Basic ".length())),
                StandardCharsets.UTF_8);
        OpenCodeSettings settings =
                settings().url(URI.create("http://" + login + "@" + address.host() + ":" + address.port()));
        Held held = Held.named("left");
        Agent leaving = get(OpenCodeAgent.start(openCode.vertx(), settings));
        Agent.Turn turn =
                begin(leaving, openCode.project("left"), held.prompt()).turn();
        held.awaitReached();

        get(leaving.close().map(true));

        assertThat(turn.answer().failed()).isTrue();
        Agent staying = get(OpenCodeAgent.start(openCode.vertx(), settings));
        held.assertDoesNothingAny(staying);
        get(staying.close().map(true));
    }
}
