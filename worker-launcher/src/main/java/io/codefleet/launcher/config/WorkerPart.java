package io.codefleet.launcher.config;

import io.codefleet.agent.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code worker}: who the worker is and what it takes.
 *
 * @param id its name in the fleet
 * @param capabilities what it offers
 * @param types the types of tasks it takes; absent: all
 * @param labels key-value labels set by the operator
 * @param resources its limits
 * @param workspaceRoot the folder that a task's relative project is looked up in
 * @param shareProject whether tasks on the same project folder may run at once
 * @param drainTimeout how long running tasks may finish after a request to leave
 * @param lease how long the fleet waits for a worker that has gone silent before another takes its task
 * @param idleShutdown after how long without a task it leaves; absent: never
 * @param terminationFile a file that says, when it is made or touched, that the machine goes away
 */
public record WorkerPart(
        @Nullable String id,
        @Nullable List<String> capabilities,
        @Nullable List<String> types,
        @Nullable Map<String, String> labels,
        ResourcesPart resources,
        @Nullable Path workspaceRoot,
        @Nullable Boolean shareProject,
        @Nullable Duration drainTimeout,
        @Nullable Duration lease,
        @Nullable Duration idleShutdown,
        @Nullable Path terminationFile) {

    /**
     * The section {@code worker.resources}: a worker's limits.
     *
     * @param maxConcurrent how many tasks it runs at once
     * @param timeout the longest that it lets one attempt run, whatever the task allows
     * @param maxMemory how much memory its servers of OpenCode may take together; above it they are replaced by fresh ones
     * @param maxWorkflows how many runs of workflows it drives at once
     */
    public record ResourcesPart(
            @Nullable Integer maxConcurrent,
            @Nullable Duration timeout,
            @Nullable ByteSize maxMemory,
            @Nullable Integer maxWorkflows) {}
}
