package io.codefleet.launcher.cli.command;

import io.codefleet.Task;
import io.codefleet.TaskLimits;
import io.codefleet.TaskTags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The parts of a task besides its prompt; a mixin. */
final class TaskFlags {
    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description = "The type of the task: code, research, analysis, … Default: " + Task.DEFAULT_TYPE)
    private @Nullable String type;

    @Option(
            names = {"-r", "--requires"},
            paramLabel = "NAME",
            split = ",",
            description = "The capabilities that a worker must offer.")
    private List<String> requires = List.of();

    @Option(
            names = {"-p", "--priority"},
            paramLabel = "N",
            description = "From 0 to " + Task.MAX_PRIORITY + ", higher goes first. Default: " + Task.DEFAULT_PRIORITY)
    private @Nullable Integer priority;

    @Option(
            names = "--project",
            paramLabel = "FOLDER|URL",
            description = {
                "What the task is about: a folder ON THE WORKER, absolute or relative to its workspace_root, in which the "
                        + "agent works in place; or the URL of a Git repository, as https://host/shop.git#branch, which the "
                        + "worker checks out.",
                "Default: an empty folder that is removed afterwards"
            })
    private @Nullable String project;

    @Option(
            names = "--files",
            paramLabel = "PATH",
            split = ",",
            description = "Files of the project that the prompt is about.")
    private List<String> files = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "PROVIDER/NAME",
            description = "The model to use. Default: the worker's")
    private @Nullable String model;

    @Option(
            names = "--continue",
            paramLabel = "ID",
            split = ",",
            description = "Continue the conversation of these tasks, which must have completed.")
    private List<String> previous = List.of();

    @Option(names = "--attribute", paramLabel = "KEY=VALUE", description = "A free value for the task's handler.")
    private Map<String, String> attributes = Map.of();

    @Option(
            names = "--tag",
            paramLabel = "KEY=VALUE",
            description = "A label to find it by, like team=core; at most " + TaskTags.MAX_TAGS + ". Not encrypted")
    private List<String> tags = List.of();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Its id; the same id again is the same task. Default: random")
    private @Nullable String id;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            description = "Start at the earliest after this time, like 10m.")
    private @Nullable Duration delay;

    @Option(
            names = "--queue-timeout",
            paramLabel = "DURATION",
            description = "How long it may wait for a worker. Default: 1d")
    private @Nullable Duration queueTimeout;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "DURATION",
            description = "How long one attempt may run. Default: 30m")
    private @Nullable Duration attemptTimeout;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "How long it may last in all, retries included. Default: 7d")
    private @Nullable Duration deadline;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "How many attempts may fail before the task fails. Default: 3")
    private @Nullable Integer attempts;

    @Mixin
    private final SharingFlags sharing = new SharingFlags();

    @Mixin
    private final AgentFlags agent = new AgentFlags();

    /**
     * Creates a task with the values of the flags.
     *
     * @throws io.codefleet.error.InvalidInputException if a value is out of its range
     */
    Task task(String prompt) {
        Task task = Task.of(prompt)
                .files(files)
                .requires(requires.toArray(String[]::new))
                .limits(limits())
                .previousTasks(previous)
                .tags(TaskTags.parse("--tag", tags))
                .agent(agent.options());
        task = id == null ? task : task.id(id);
        task = type == null ? task : task.type(type);
        task = priority == null ? task : task.priority(priority);
        task = project == null ? task : task.project(project);
        task = model == null ? task : task.preferredModel(model);
        task = attempts == null ? task : task.maxAttempts(attempts);
        task = delay == null ? task : task.delay(delay);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            task = task.attribute(attribute.getKey(), attribute.getValue());
        }
        return sharing.apply(task);
    }

    private TaskLimits limits() {
        TaskLimits limits = TaskLimits.DEFAULT;
        limits = queueTimeout == null ? limits : limits.queueTimeout(queueTimeout);
        limits = attemptTimeout == null ? limits : limits.attemptTimeout(attemptTimeout);
        return deadline == null ? limits : limits.deadline(deadline);
    }
}
