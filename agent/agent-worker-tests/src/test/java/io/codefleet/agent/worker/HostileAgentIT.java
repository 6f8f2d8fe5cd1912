package io.codefleet.agent.worker;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentOptions;
import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.WorkspaceSettings.Mode;
import io.codefleet.agent.workspace.Workspaces;
import io.codefleet.model.scripted.Script;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command does that an agent of the real OpenCode left running in its folder. */
class HostileAgentIT {
    /** Puts a link out of the folder where a folder was, again and again, and says when it has begun. */
    private static final String SWAPS = "i=0; while [ $i -lt 1000000 ]; do mv out aside; ln -s \"$1\" out; "
            + "echo $i > began; rm out; mv aside out; i=$((i+1)); done\n";

    @TempDir
    private static Path folder;

    @TempDir
    private Path temporary;

    private static RealOpenCode openCode;
    private static Agent agent;
    private Path project;
    private Path outside;

    @BeforeAll
    static void start() throws IOException {
        Script script = Script.when("Leave something running")
                .call(
                        "bash",
                        Map.of(
                                "command",
                                "sh start.sh; while [ ! -f began ]; do sleep 0.01; done",
                                "description",
                                "begins"))
                .say("It runs.");
        openCode = new RealOpenCode(folder.toRealPath(), script);
        agent = openCode.start();
    }

    @BeforeEach
    void makeProject() throws IOException {
        outside = Files.createDirectories(temporary.toRealPath().resolve("outside"));
        Files.writeString(outside.resolve("key.txt"), "secret");
        project = Files.createDirectories(temporary.toRealPath().resolve("work"));
        Files.createDirectories(project.resolve("out"));
        Files.writeString(project.resolve("out/key.txt"), "public");
        Files.writeString(project.resolve("swaps.sh"), SWAPS);
        Files.writeString(project.resolve("start.sh"), "setsid sh swaps.sh " + outside + " >/dev/null 2>&1 &\n");
    }

    @AfterAll
    static void close() {
        get(agent.close().map(true));
        openCode.close();
    }

    private TaskResult run(Mode mode) {
        WorkspaceSettings settings = WorkspaceSettings.defaults(temporary.resolve("workspaces"))
                .root(project)
                .mode(mode);
        Workspaces workspaces = new Workspaces(openCode.vertx(), settings);
        AgentTaskHandler handler = new AgentTaskHandler(
                openCode.vertx(),
                agent,
                workspaces,
                Optional.empty(),
                Approvals.NONE,
                id -> Future.succeededFuture(Optional.empty()),
                attempt -> AttemptTranscript.NONE);
        ArtifactSelection all = ArtifactSelection.of("**").maxBytes(1 << 20);
        Task task = Task.of("Leave something running")
                .project(project.toString())
                .agent(AgentOptions.DEFAULT.artifacts(all));
        return get(handler.handle(new AttemptStub(task)));
    }

    private static long running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("sh swaps.sh"))
                .count();
    }

    @Test
    void theAgentEndsBeforeTheFolderIsReadSoThatNoOutsideFileIsInTheResult() throws IOException {
        TaskResult result = run(Mode.IN_PLACE);

        assertThat(running()).isZero();
        assertThat(result.text()).isEqualTo("It runs.");
        assertThat(result.artifacts())
                .extracting(Artifact::path)
                .contains("began", "swaps.sh")
                .doesNotContain("key.txt");
        assertThat(result.artifacts()).noneMatch(artifact -> artifact.content().contains("secret"));
        assertThat(result.patch().orElse("")).doesNotContain("secret");
        assertThat(outside.resolve("key.txt")).hasContent("secret");
    }

    @Test
    void theAgentEndsBeforeTheFolderIsRemovedSoThatNoOutsideFileIsRemoved() {
        run(Mode.COPY);

        assertThat(running()).isZero();
        assertThat(temporary.resolve("workspaces/tasks")).isEmptyDirectory();
        assertThat(outside.resolve("key.txt")).hasContent("secret");
    }
}
