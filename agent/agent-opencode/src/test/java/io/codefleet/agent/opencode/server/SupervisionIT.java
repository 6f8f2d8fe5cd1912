package io.codefleet.agent.opencode.server;

import static io.codefleet.agent.opencode.RealOpenCode.begin;
import static io.codefleet.agent.opencode.RealOpenCode.error;
import static io.codefleet.agent.test.E2e.eventually;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.ErrorKind;
import io.codefleet.agent.Agent;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.AgentMain;
import io.codefleet.agent.opencode.OpenCodeAgent;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.opencode.RealOpenCode.Watched;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.client.ServerEventStream;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptStep;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the server's process. */
class SupervisionIT {
    private static final String DETACHED = "setsid sleep 301 >/dev/null 2>&1 &";
    /** Longer than a look at a session waits for its answer, shorter than the probes let a server hang. */
    private static final Duration STANDSTILL = Duration.ofSeconds(20);

    private static final String BEHIND = "sleep 302 >/dev/null 2>&1 &";

    @TempDir
    private Path folder;

    private RealOpenCode openCode;

    @BeforeEach
    void start() throws IOException {
        Script script = Script.when("Hang")
                .step(ScriptStep.say("hm hm hm").thenHang())
                .andWhen("Take a while")
                .step(ScriptStep.say("It is done.").after(Duration.ofSeconds(15)))
                .andWhen("Run a command")
                .call("bash", Map.of("command", DETACHED + " sleep 300", "description", "sleeps"))
                .andWhen("Leave something running")
                .call("bash", Map.of("command", DETACHED + " " + BEHIND, "description", "sleeps behind"))
                .say("It runs.")
                .otherwise()
                .say("Hello.");
        openCode = new RealOpenCode(folder, script);
    }

    @AfterEach
    void close() {
        openCode.close();
    }

    @Test
    void aKilledServerFailsItsTurnsAndIsStartedAgainAndCloseEndsAll() throws IOException {
        Agent agent = openCode.start();
        ProcessHandle first = openCode.server();
        Watched watched = begin(agent, openCode.project("a"), "Run a command");
        List<ProcessHandle> family = familyInTheMiddleOfACommand();

        long begun = System.nanoTime();
        first.destroyForcibly();

        assertThat(error(watched.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(error(watched.turn()).message()).contains("exit code 137");
        // sooner than any probe would notice it
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ProbeIntervals.USUAL.health());
        // begun while no server runs: it waits for the next one
        assertThat(get(begin(agent, openCode.project("a"), "Hello").turn().answer())
                        .text())
                .isEqualTo("Hello.");
        eventually(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
        ProcessHandle second = openCode.server();
        assertThat(second.pid()).isNotEqualTo(first.pid());

        whatCommandsLeaveRunningEndsWithTheLastTurnInTheirFolder(agent);
        closeInTheMiddleOfACommand(agent, second);
    }

    /** All processes of the server, once the shell of its agent has started what it was to. */
    private List<ProcessHandle> familyInTheMiddleOfACommand() throws IOException {
        eventually(() -> assertThat(openCode.commands()).contains("sleep 300").contains("sleep 301"));
        return openCode.processes();
    }

    private void whatCommandsLeaveRunningEndsWithTheLastTurnInTheirFolder(Agent agent) throws IOException {
        Path project = openCode.project("strays");
        Watched other = begin(agent, project, "Hang");
        eventually(() -> assertThat(other.events()).isNotEmpty());
        get(begin(agent, project, "Leave something running").turn().answer());
        assertThat(openCode.commands()).contains("sleep 301").contains("sleep 302");

        get(other.turn().abort().map(true));

        eventually(() -> assertThat(openCode.commands()).doesNotContain("sleep"));
    }

    private void closeInTheMiddleOfACommand(Agent agent, ProcessHandle server) throws IOException {
        Watched watched = begin(agent, openCode.project("a"), "Run a command");
        List<ProcessHandle> family = familyInTheMiddleOfACommand();

        get(agent.close().map(true));

        assertThat(family).contains(server);
        eventually(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
        assertThat(error(watched.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(RealOpenCode.noteFiles(openCode.stateDir())).isEmpty();
    }

    @Test
    void aServerThatHangsIsEndedAndStartedAgainAndAFolderWithoutTurnsIsForgotten() throws Exception {
        ServerCommand command = new ServerCommand(openCode.settings(E2e.openCode()), Optional.empty());
        Context context = openCode.vertx().getOrCreateContext();
        ProbeIntervals intervals = new ProbeIntervals(
                Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
        OpenCodeServer supervisor =
                get(Supervisor.start(openCode.vertx(), context, command, intervals, RecyclingLimits.DEFAULT));
        Agent agent = new OpenCodeAgent(openCode.vertx(), context, openCode.settings(E2e.openCode()), supervisor);
        ProcessHandle first = openCode.server();
        Path project = openCode.project("a");
        List<String> events = eventsOf(supervisor, context);
        for (int i = 1; i <= 2; i++) {
            get(begin(agent, project, "Hello").turn().answer());
            int times = i;
            eventually(() -> assertThat(Collections.frequency(events, "server.instance.disposed"))
                    .as("how often the folder was forgotten")
                    .isEqualTo(times));
        }
        Watched watched = begin(agent, project, "Hang");
        eventually(() -> assertThat(watched.events()).isNotEmpty());

        // it is not asked, it stands still
        signal("STOP", first);

        assertThat(error(watched.turn()).kind()).isEqualTo(ErrorKind.TRANSIENT);
        eventually(() -> assertThat(first.isAlive()).isFalse());
        assertThat(get(begin(agent, project, "Hello").turn().answer()).text()).isEqualTo("Hello.");
        get(agent.close().map(true));
    }

    /** Returns the types of all events that the server sends from now on. */
    private List<String> eventsOf(OpenCodeServer supervisor, Context context) {
        Future<ServerAddress> address = Future.future(found -> context.runOnContext(
                v -> found.complete(supervisor.links().get(0).address())));
        List<String> types = new CopyOnWriteArrayList<>();
        new ServerEventStream(openCode.vertx(), get(address), event -> types.add(event.getString("type"))).open();
        eventually(() -> assertThat(types).isNotEmpty());
        return types;
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aTurnOutlastsAStandstillOfItsServer() throws Exception {
        Agent agent = openCode.start();
        ProcessHandle server = openCode.server();
        Watched watched = begin(agent, openCode.project("a"), "Take a while");
        eventually(() -> assertThat(openCode.model().steps()).isNotEmpty());
        signal("STOP", server);
        get(openCode.vertx().timer(STANDSTILL.toMillis()).map(true));
        assertThat(watched.turn().answer().isComplete()).isFalse();

        signal("CONT", server);

        assertThat(get(watched.turn().answer()).text()).isEqualTo("It is done.");
        assertThat(server.isAlive()).isTrue();
        get(agent.close().map(true));
    }

    @Test
    void aWorkerThatIsKilledTakesItsServerAndTheCommandsOfItsAgentsWithIt() throws IOException {
        Process worker = worker("Run a command");
        try {
            List<ProcessHandle> family = familyInTheMiddleOfACommand();

            worker.destroyForcibly();

            eventually(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
        } finally {
            worker.destroyForcibly();
            openCode.killServer();
        }
    }

    @Test
    void whatAKilledWorkerAndItsWatchdogLeftIsEndedByTheNextStart() throws IOException {
        Process worker = worker("Run a command");
        try {
            List<ProcessHandle> family = familyInTheMiddleOfACommand();
            ProcessHandle server = openCode.server();
            // a machine that is short of memory kills what it likes, the watchdog and the server too
            worker.children().filter(child -> !child.equals(server)).forEach(ProcessHandle::destroyForcibly);
            worker.destroyForcibly();
            server.destroyForcibly();
            eventually(() -> assertThat(server.isAlive() || worker.isAlive()).isFalse());
            assertThat(family).anyMatch(ProcessHandle::isAlive);

            Agent next = openCode.start();

            eventually(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
            get(next.close().map(true));
        } finally {
            worker.destroyForcibly();
            openCode.killServer();
        }
    }

    private Process worker(String prompt) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AgentMain.class.getName(),
                        E2e.openCode(),
                        openCode.stateDir().toString(),
                        openCode.config().toString(),
                        openCode.project("a").toString(),
                        prompt)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aServerThatWasLeftIsEndedByTheNextStartOnTheSameFolder() throws IOException {
        Agent first = openCode.start();
        ProcessHandle server = openCode.server();
        assertThatThrownBy(() -> openCode.start())
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("is used by the worker with pid "
                        + ProcessHandle.current().pid());

        // as if a worker that has ended had started it
        Path note = RealOpenCode.noteFiles(openCode.stateDir()).get(0);
        JsonObject both = new JsonObject(Files.readString(note));
        both.getJsonObject("worker").put("started", 0);
        Files.writeString(note, both.encode());
        Agent second = openCode.start();

        assertThat(server.isAlive()).isFalse();
        get(first.close().map(true));
        get(second.close().map(true));
    }

    @Test
    void aServerOfSomebodyElseIsUsedAndLeftRunning() throws Exception {
        String password = "secret";
        ServerMark mark = ServerMark.random();
        ServerCommand command = new ServerCommand(openCode.settings(E2e.openCode()), Optional.empty());
        Files.createDirectories(openCode.stateDir());
        Process server =
                command.process(password, mark).redirectErrorStream(true).start();
        try {
            URI url = new ServerLine(server).url();
            Agent agent = get(OpenCodeAgent.start(openCode.vertx(), at(url, password)));
            assertThat(get(begin(agent, openCode.project("a"), "Hello").turn().answer())
                            .text())
                    .isEqualTo("Hello.");
            get(agent.close().map(true));
            assertThat(server.isAlive()).isTrue();

            assertThatThrownBy(() -> get(OpenCodeAgent.start(openCode.vertx(), at(url, "wrong"))))
                    .hasMessageContaining("wants another user or password");
        } finally {
            ProcessTree.end(server.toHandle(), mark, Duration.ofSeconds(1));
        }
    }

    private OpenCodeSettings at(URI url, String password) {
        return new OpenCodeSettings(
                "none",
                Optional.of(url),
                Optional.empty(),
                Optional.of(password),
                Optional.of(RealOpenCode.MODEL),
                0,
                openCode.stateDir(),
                false,
                Optional.empty(),
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);
    }

    /** Reads where a server listens. */
    private record ServerLine(Process server) {
        URI url() throws IOException {
            try (Stream<String> lines = server.inputReader().lines()) {
                return lines.filter(line -> line.contains("listening on "))
                        .map(line -> URI.create(line.replaceFirst(".*listening on ", "")))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        assertThatThrownBy(() -> startWith(openCode.settings("/nowhere/opencode")))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("there is no program '/nowhere/opencode'; install OpenCode");
    }

    @Test
    void aProgramThatEndsAtOnceIsQuoted() throws IOException {
        Path program =
                Files.writeString(folder.resolve("broken"), "#!/bin/sh\necho its library is missing >&2\nexit 3\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> startWith(openCode.settings(program.toString())))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("ended at once with exit code 3")
                .hasMessageContaining("its library is missing");
    }

    @Test
    void anInvalidConfigurationIsReportedAtTheStart() throws IOException {
        Path config = Files.writeString(folder.resolve("wrong.json"), "{\"model\": 5}");

        assertThatThrownBy(() -> startWith(openCode.settings(E2e.openCode(), config)))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("the configuration of OpenCode is not valid")
                .hasMessageContaining("wrong.json");
        assertThat(RealOpenCode.noteFiles(openCode.stateDir())).isEmpty();
    }

    private void startWith(OpenCodeSettings settings) {
        get(OpenCodeAgent.start(openCode.vertx(), settings));
    }
}
