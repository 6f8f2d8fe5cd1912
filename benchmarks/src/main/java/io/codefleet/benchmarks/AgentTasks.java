package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.agent.worker.OpenCodeWorker;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.model.scripted.ModelRequest;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.codefleet.testing.GitRepo;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One task at a time on a warm worker with the real OpenCode and a model that answers at once, compared with OpenCode alone in
 * the same run: how long a task takes before the first request to the model, between the requests, and after the last one.
 *
 * <p>The agent writes one file. Tasks work in an empty folder, in a checkout of 300 files and in one of 20 000. OpenCode alone gets
 * the same prompt in one folder, and in a new worktree of each repository.
 *
 * <p>Arguments: the program OpenCode, and how many tasks of each kind are measured.
 */
public final class AgentTasks {
    private static final int WARMUP = 4;
    private static final int TASKS = 15;
    private static final int SMALL = 300;
    private static final int LARGE = 20_000;
    private static final int FILES_OF_A_FOLDER = 100;
    private static final String PROMPT = "Write the file.";

    private final ScriptedModel model;
    private final int tasks;

    /** Work that is timed. It ends when the agent has done it. */
    private interface Work {
        void run() throws Exception;
    }

    private AgentTasks(ScriptedModel model, int tasks) {
        this.model = model;
        this.tasks = tasks;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        String program = arguments.length > 0 ? arguments[0] : "opencode";
        int tasks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : TASKS;
        Path folder = Files.createTempDirectory("agent-tasks");
        Vertx vertx = Vertx.vertx();
        ScriptedModel model = Benchmarks.get(ScriptedModel.start(
                vertx,
                Script.always()
                        .call("write", Map.of("filePath", "written.txt", "content", "written\n"))
                        .say("It is written.")));
        Path config = Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig());
        OpenCodeSettings openCode =
                OpenCodeSettings.of(program, folder.resolve("state")).configFile(config);
        AgentTasks benchmark = new AgentTasks(model, tasks);
        print(
                "%-44s %28s %12s %12s %12s",
                "milliseconds, p50 of " + tasks, "in all (least - most)", "to model", "model", "after");
        try {
            GitRepo small = repository(folder.resolve("small"), SMALL);
            GitRepo large = repository(folder.resolve("large"), LARGE);
            benchmark.alone(openCode.stateDir(folder.resolve("alone")), folder, small, large);
            benchmark.worker(vertx, openCode, folder, small, large);
        } finally {
            Benchmarks.get(model.close());
            Benchmarks.get(vertx.fileSystem().deleteRecursive(folder.toString()));
            Benchmarks.get(vertx.close());
        }
    }

    private static GitRepo repository(Path folder, int files) throws Exception {
        GitRepo repository = GitRepo.make(folder);
        for (int i = 0; i < files; i++) {
            repository.write(
                    "src/" + i / FILES_OF_A_FOLDER + "/File" + i + ".java",
                    "class File" + i + " {}\n// a line\n".repeat(20));
        }
        repository.commit("Files");
        return repository;
    }

    private void alone(OpenCodeSettings settings, Path folder, GitRepo small, GitRepo large) throws Exception {
        try (OpenCodeAlone alone = OpenCodeAlone.start(settings)) {
            Path project = Files.createDirectories(folder.resolve("one"));
            measure("OpenCode alone, one folder", () -> alone.run(project, PROMPT));
            for (GitRepo repository : List.of(small, large)) {
                String name = repository.folder().getFileName().toString();
                int[] next = {0};
                measure("OpenCode alone, new worktrees, " + name, () -> {
                    Path worktree = folder.resolve("worktree-" + name + next[0]++);
                    repository.git("worktree", "add", "--quiet", "--detach", worktree.toString());
                    alone.run(worktree, PROMPT);
                });
            }
        }
    }

    private void worker(Vertx vertx, OpenCodeSettings openCode, Path folder, GitRepo small, GitRepo large)
            throws Exception {
        CodefleetClient fleet = Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of("memory:agent")));
        AgentWorkerSettings settings = AgentWorkerSettings.of(
                WorkerOptions.create().id("agent").concurrency(1),
                WorkspaceSettings.defaults(folder.resolve("tasks")).root(folder));
        OpenCodeWorker worker = Benchmarks.get(OpenCodeWorker.start(vertx, fleet, openCode, settings));
        try {
            measure("worker, empty folder", () -> run(fleet, Task.of(PROMPT)));
            measure(
                    "worker, checkout of " + SMALL + " files",
                    () -> run(fleet, Task.of(PROMPT).project(small.url())));
            measure(
                    "worker, checkout of " + LARGE + " files",
                    () -> run(fleet, Task.of(PROMPT).project(large.url())));
        } finally {
            Benchmarks.get(worker.leave());
            Benchmarks.get(fleet.close());
        }
    }

    private static void run(CodefleetClient fleet, Task task) {
        Benchmarks.get(fleet.submitTask(task).compose(TaskHandle::outcome)).resultOrThrow();
    }

    private void measure(String name, Work work) throws Exception {
        long[][] parts = new long[tasks][];
        for (int i = -WARMUP; i < tasks; i++) {
            int seen = model.steps().size();
            Instant begun = Instant.now();
            work.run();
            Instant ended = Instant.now();
            List<ModelRequest> steps = model.steps();
            Instant first = steps.get(seen).receivedAt();
            Instant last = steps.get(steps.size() - 1).receivedAt();
            if (i >= 0) {
                parts[i] =
                        new long[] {micros(begun, ended), micros(begun, first), micros(first, last), micros(last, ended)
                        };
            }
        }
        long[] all = sorted(parts, 0);
        print(
                "%-44s %28s %12s %12s %12s",
                name,
                millis(all[tasks / 2]) + " (" + millis(all[0]) + " - " + millis(all[tasks - 1]) + ")",
                millis(sorted(parts, 1)[tasks / 2]),
                millis(sorted(parts, 2)[tasks / 2]),
                millis(sorted(parts, 3)[tasks / 2]));
    }

    private static long[] sorted(long[][] parts, int column) {
        return IntStream.range(0, parts.length)
                .mapToLong(i -> parts[i][column])
                .sorted()
                .toArray();
    }

    private static long micros(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1000;
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.0f", micros / 1000.0);
    }
}
