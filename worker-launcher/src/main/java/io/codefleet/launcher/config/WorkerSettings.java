package io.codefleet.launcher.config;

import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import io.codefleet.json.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/**
 * All that a worker process needs to know, checked and with defaults put in.
 *
 * @param fleet where the fleet is
 * @param worker how the worker presents itself
 * @param workflows how the worker presents itself that drives runs of workflows; absent: there is none
 * @param types the types of tasks it takes; empty: all
 * @param attemptLimit the longest that it lets one attempt run, whatever the task allows
 * @param workspaces how it makes the folders that tasks work in
 * @param agent how to come by the agent
 * @param shutdown when to leave by itself
 * @param monitoring where to show metrics and health
 * @param logs how to log
 * @param warnings what the operator should know before it starts
 */
public record WorkerSettings(
        CodefleetOptions fleet,
        WorkerOptions worker,
        Optional<WorkerOptions> workflows,
        SortedSet<String> types,
        Optional<Duration> attemptLimit,
        WorkspaceSettings workspaces,
        AgentSettings agent,
        ShutdownSettings shutdown,
        MonitoringSettings monitoring,
        LogSettings logs,
        List<String> warnings) {

    /** What came of the configuration, for its author; no password. */
    public List<String> describe() {
        String runs = agent.url().map(url -> "the server at " + url).orElse(agent.command());
        List<String> lines = new ArrayList<>(List.of(
                "broker        " + fleet.safeUri() + ", namespace " + fleet.namespace(),
                "payloads      "
                        + fleet.codec().map(codec -> "encrypted, " + codec).orElse("plain"),
                "worker        " + worker.id() + ", " + worker.concurrency() + " at once",
                "workflows     "
                        + workflows
                                .map(driver -> driver.concurrency() + " at once")
                                .orElse("none"),
                "capabilities  "
                        + (worker.capabilities().isEmpty() ? "none" : String.join(", ", worker.capabilities())),
                "types         " + (types.isEmpty() ? "all" : String.join(", ", types)),
                "projects      " + workspaces.describe(),
                "disk          at most " + ByteSize.format(workspaces.diskQuotaBytes()) + ", failed attempts kept for "
                        + DurationText.format(workspaces.keepFailed()),
                "times         lease " + DurationText.format(worker.lease()) + ", drain "
                        + DurationText.format(worker.drainTimeout())
                        + attemptLimit
                                .map(limit -> ", attempts at most " + DurationText.format(limit))
                                .orElse(""),
                "opencode      " + runs + ", model " + agent.model().orElse("as OpenCode says")
                        + (agent.environment().projectConfig() ? ", with the configuration in projects" : ""),
                "servers       "
                        + (agent.url().isPresent()
                                ? "none of our own"
                                : agent.server().describe()),
                "permissions   " + agent.permissions().describe(),
                "limits        " + agent.limits().describe(),
                "state         " + agent.stateDir() + (agent.temporaryState() ? ", removed at the end" : ""),
                "sessions      kept for " + DurationText.format(agent.keepSessions()),
                "leaves        when told to"
                        + shutdown.idleShutdown()
                                .map(limit -> ", after " + DurationText.format(limit) + " without a task")
                                .orElse("")
                        + shutdown.terminationFile()
                                .map(file -> ", at once when " + file + " is touched")
                                .orElse(""),
                "metrics       "
                        + monitoring
                                .port()
                                .map(port -> "at " + monitoring.host() + ":" + port)
                                .orElse("not shown"),
                "log           " + logs.level().name().toLowerCase(Locale.ROOT) + ", "
                        + logs.format().name().toLowerCase(Locale.ROOT)));
        warnings.forEach(warning -> lines.add("warning       " + warning));
        return lines;
    }
}
