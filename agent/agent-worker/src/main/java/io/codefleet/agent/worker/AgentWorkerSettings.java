package io.codefleet.agent.worker;

import io.codefleet.WorkerOptions;
import io.codefleet.agent.workspace.WorkspaceSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Settings of a worker: the tasks that it takes, and how it runs them. Immutable; each method that takes an argument returns
 * a changed copy.
 *
 * @param options how the worker presents itself to the fleet
 * @param workflows how the worker presents itself that drives runs of workflows; absent, the default: there is none
 * @param types the types of tasks it takes; empty, the default: all
 * @param attemptLimit the longest that it lets one attempt run, whatever the task allows; absent, the default: no limit
 * @param workspaces how it makes the folders that tasks work in
 * @param shutdown when to leave by itself; default: never
 */
public record AgentWorkerSettings(
        WorkerOptions options,
        Optional<WorkerOptions> workflows,
        SortedSet<String> types,
        Optional<Duration> attemptLimit,
        WorkspaceSettings workspaces,
        ShutdownSettings shutdown) {
    public AgentWorkerSettings {
        types = Collections.unmodifiableSortedSet(new TreeSet<>(types));
    }

    /** Returns settings of a worker that takes tasks of all types, and stays until it is ended. */
    public static AgentWorkerSettings of(WorkerOptions options, WorkspaceSettings workspaces) {
        return new AgentWorkerSettings(
                options,
                Optional.empty(),
                new TreeSet<>(),
                Optional.empty(),
                workspaces,
                new ShutdownSettings(Optional.empty(), Optional.empty()));
    }

    /** Returns a copy that also drives runs of workflows, as this worker. */
    public AgentWorkerSettings workflows(WorkerOptions value) {
        return new AgentWorkerSettings(options, Optional.of(value), types, attemptLimit, workspaces, shutdown);
    }

    /** Returns a copy that takes tasks of these types only. */
    public AgentWorkerSettings types(SortedSet<String> value) {
        return new AgentWorkerSettings(options, workflows, value, attemptLimit, workspaces, shutdown);
    }

    /** Returns a copy that ends attempts after this time. */
    public AgentWorkerSettings attemptLimit(Duration value) {
        return new AgentWorkerSettings(options, workflows, types, Optional.of(value), workspaces, shutdown);
    }

    /** Returns a copy with these settings of the folders of tasks. */
    public AgentWorkerSettings workspaces(WorkspaceSettings value) {
        return new AgentWorkerSettings(options, workflows, types, attemptLimit, value, shutdown);
    }

    /** Returns a copy with these settings of leaving by itself. */
    public AgentWorkerSettings shutdown(ShutdownSettings value) {
        return new AgentWorkerSettings(options, workflows, types, attemptLimit, workspaces, value);
    }
}
