package io.codefleet.agent.opencode;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.TaskError;
import io.codefleet.agent.Agent;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.opencode.server.ProbeIntervals;
import io.codefleet.agent.opencode.server.ServerCommand;
import io.codefleet.agent.opencode.server.ServerMark;
import io.codefleet.agent.opencode.server.Supervisor;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.agent.test.E2e;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real OpenCode with a scripted model, for a test: their settings, turns, and folders. */
public final class RealOpenCode implements AutoCloseable {
    /** How long a start may take. It takes some seconds of a processor, and many tests start one at the same time. */
    private static final Duration START = Duration.ofMinutes(3);

    public static final Duration LIMIT = Duration.ofSeconds(60);
    public static final String MODEL = "scripted/model";
    /** A model whose provider is not there. */
    static final String GONE = "gone/model";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedModel model;
    private final Path folder;
    private final Path config;

    /** A turn, with its events. */
    public record Watched(Agent.Turn turn, List<Agent.Event> events) {}

    public RealOpenCode(Path folder, Script script) throws IOException {
        this.folder = folder;
        this.model = get(ScriptedModel.start(vertx, script));
        this.config = folder.resolve("opencode.json");
        JsonObject json = new JsonObject(model.openCodeConfig());
        // as OpenCode has it where nothing is configured
        json.getJsonObject("permission").put("external_directory", "ask").remove("question");
        json.getJsonArray("enabled_providers").add("gone");
        JsonObject gone =
                json.getJsonObject("provider").getJsonObject("scripted").copy();
        gone.getJsonObject("options").put("baseURL", "http://127.0.0.1:1/v1");
        json.getJsonObject("provider").put("gone", gone);
        Files.writeString(config, json.encode());
    }

    public ScriptedModel model() {
        return model;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Path config() {
        return config;
    }

    public Path stateDir() {
        return folder.resolve("state");
    }

    public OpenCodeSettings settings(String program) {
        return settings(program, config);
    }

    public OpenCodeSettings settings(String program, Path configFile) {
        return new OpenCodeSettings(
                program,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(MODEL),
                0,
                stateDir(),
                false,
                Optional.of(configFile),
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);
    }

    public Agent start() {
        return get(OpenCodeAgent.start(vertx, settings(E2e.openCode())), START);
    }

    /** Starts a supervised server with the usual limits, for agents that the test makes itself. */
    public static OpenCodeServer start(Vertx vertx, Context context, OpenCodeSettings settings) {
        ServerCommand command = new ServerCommand(settings, Optional.empty());
        return get(Supervisor.start(vertx, context, command, ProbeIntervals.USUAL, RecyclingLimits.DEFAULT), START);
    }

    /** The input of the tool that runs a command. */
    public static Map<String, Object> bash(String command) {
        return Map.of("command", command, "description", "a command");
    }

    /** The input of the tool that gives a prompt to another agent. */
    static Map<String, Object> task(String prompt) {
        return Map.of("description", "does it", "prompt", prompt, "subagent_type", "general");
    }

    /** The server that runs on the state folder, as that remembers it. */
    public ProcessHandle server() throws IOException {
        return servers(stateDir()).stream().findFirst().orElseThrow();
    }

    /** Ends what still runs. */
    public void killServer() throws IOException {
        servers(stateDir()).forEach(ProcessHandle::destroyForcibly);
    }

    /** The servers that run on a state folder, as that remembers them. */
    public static List<ProcessHandle> servers(Path stateDir) throws IOException {
        return notes(stateDir).stream()
                .flatMap(note ->
                        ProcessHandle.of(
                                note.getJsonObject("server", new JsonObject()).getLong("pid", -1L))
                                .stream())
                .toList();
    }

    private static List<JsonObject> notes(Path stateDir) throws IOException {
        List<JsonObject> notes = new ArrayList<>();
        for (Path file : noteFiles(stateDir)) {
            notes.add(new JsonObject(Files.readString(file)));
        }
        return notes;
    }

    /** All that the servers on the state folder have started, detached or not, and they themselves. */
    public List<ProcessHandle> processes() throws IOException {
        return noteFiles(stateDir()).stream()
                .map(file -> new ServerMark(file.getFileName().toString().replace(".json", "")))
                .flatMap(mark -> mark.processes().stream())
                .toList();
    }

    /** The command lines of {@link #processes()}, in one text. */
    public String commands() throws IOException {
        return processes().stream()
                .map(process -> process.info().commandLine().orElse(""))
                .collect(Collectors.joining("\n"));
    }

    /** The notes on a state folder. */
    public static List<Path> noteFiles(Path stateDir) throws IOException {
        Path folder = stateDir.resolve("servers");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    /** A new folder for a task. */
    public Path project(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    public static Watched begin(Agent agent, Path project, String prompt, Optional<String> model) {
        return begin(agent, Agent.TurnRequest.of(project, "a test", prompt).model(model));
    }

    public static Watched begin(Agent agent, Agent.TurnRequest request) {
        List<Agent.Event> events = new CopyOnWriteArrayList<>();
        return new Watched(agent.begin(request, events::add), events);
    }

    public static Watched begin(Agent agent, Path project, String prompt) {
        return begin(agent, project, prompt, Optional.empty());
    }

    /** Waits for a turn to fail; why. */
    public static TaskError error(Agent.Turn turn) {
        return failure(turn).error();
    }

    /** Waits for a turn to fail; why, and what it cost. */
    static AttemptException failure(Agent.Turn turn) {
        try {
            throw new AssertionError("it answered: "
                    + turn.answer().toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(AttemptException.class);
            return (AttemptException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("it goes on", e);
        }
    }

    @Override
    public void close() {
        get(model.close());
        get(vertx.close());
    }
}
