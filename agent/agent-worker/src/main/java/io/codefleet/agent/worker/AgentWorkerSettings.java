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
 * @param transcripts the transcripts that it records of attempts; default: {@link TranscriptSettings#DEFAULT}
 */
public record AgentWorkerSettings(
        WorkerOptions options,
        Optional<WorkerOptions> workflows,
        SortedSet<String> types,
        Optional<Duration> attemptLimit,
        WorkspaceSettings workspaces,
        ShutdownSettings shutdown,
        TranscriptSettings transcripts) {
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
                new ShutdownSettings(Optional.empty(), Optional.empty()),
                TranscriptSettings.DEFAULT);
    }

    /**
     * Returns a copy that also drives runs of workflows, as this worker, and holds consensuses, as another worker whose id ends
     * with {@code -consensus}.
     */
    public AgentWorkerSettings workflows(WorkerOptions value) {
        return new AgentWorkerSettings(
                options, Optional.of(value), types, attemptLimit, workspaces, shutdown, transcripts);
    }

    /** Returns a copy that presents itself to the fleet in this way. */
    public AgentWorkerSettings options(WorkerOptions value) {
        return new AgentWorkerSettings(value, workflows, types, attemptLimit, workspaces, shutdown, transcripts);
    }

    /** Returns a copy that takes tasks of these types only. */
    public AgentWorkerSettings types(SortedSet<String> value) {
        return new AgentWorkerSettings(options, workflows, value, attemptLimit, workspaces, shutdown, transcripts);
    }

    /** Returns a copy that ends attempts after this time. */
    public AgentWorkerSettings attemptLimit(Duration value) {
        return new AgentWorkerSettings(
                options, workflows, types, Optional.of(value), workspaces, shutdown, transcripts);
    }

    /** Returns a copy with these settings of the folders of tasks. */
    public AgentWorkerSettings workspaces(WorkspaceSettings value) {
        return new AgentWorkerSettings(options, workflows, types, attemptLimit, value, shutdown, transcripts);
    }

    /** Returns a copy with these settings of leaving by itself. */
    public AgentWorkerSettings shutdown(ShutdownSettings value) {
        return new AgentWorkerSettings(options, workflows, types, attemptLimit, workspaces, value, transcripts);
    }

    /** Returns a copy with these settings of transcripts. */
    public AgentWorkerSettings transcripts(TranscriptSettings value) {
        return new AgentWorkerSettings(options, workflows, types, attemptLimit, workspaces, shutdown, value);
    }
}
