package io.codefleet.launcher.config;

import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.ByteSize;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.agent.worker.ShutdownSettings;
import io.codefleet.micrometer.server.MonitoringSettings;
import io.codefleet.time.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Settings of a worker process, checked and with defaults put in.
 *
 * @param fleet where the fleet is
 * @param worker what it takes, and how it runs it
 * @param agent how to come by the agent
 * @param monitoring where to show metrics and health
 * @param logs how to log
 * @param warnings what the operator should know before it starts
 */
public record WorkerSettings(
        CodefleetOptions fleet,
        AgentWorkerSettings worker,
        OpenCodeSettings agent,
        MonitoringSettings monitoring,
        LogSettings logs,
        List<String> warnings) {

    /** Returns a copy with this connection to the fleet. */
    public WorkerSettings fleet(CodefleetOptions value) {
        return new WorkerSettings(value, worker, agent, monitoring, logs, warnings);
    }

    /** Returns a copy with these settings of the worker. */
    public WorkerSettings worker(AgentWorkerSettings value) {
        return new WorkerSettings(fleet, value, agent, monitoring, logs, warnings);
    }

    /** Returns a description of the resolved configuration for its author, without passwords. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        lines.add("broker        " + fleet.safeUri() + ", namespace " + fleet.namespace());
        lines.add("payloads      "
                + fleet.codec().map(codec -> "encrypted, " + codec).orElse("plain"));
        lines.addAll(describeWork(worker.options()));
        lines.addAll(describeAgent());
        lines.add("leaves        " + describeShutdown(worker.shutdown()));
        lines.add("metrics       "
                + monitoring
                        .port()
                        .map(port -> "at " + monitoring.host() + ":" + port)
                        .orElse("not shown"));
        lines.add("log           " + logs.level().name().toLowerCase(Locale.ROOT) + ", "
                + logs.format().name().toLowerCase(Locale.ROOT));
        warnings.forEach(warning -> lines.add("warning       " + warning));
        return lines;
    }

    private List<String> describeWork(WorkerOptions options) {
        return List.of(
                "worker        " + options.id() + ", " + options.concurrency() + " at once",
                "workflows     "
                        + worker.workflows()
                                .map(driver -> driver.concurrency() + " at once")
                                .orElse("none"),
                "capabilities  "
                        + (options.capabilities().isEmpty() ? "none" : String.join(", ", options.capabilities())),
                "types         " + (worker.types().isEmpty() ? "all" : String.join(", ", worker.types())),
                "projects      " + worker.workspaces().describe(),
                "disk          at most " + ByteSize.format(worker.workspaces().diskQuotaBytes())
                        + ", failed attempts kept for "
                        + DurationText.format(worker.workspaces().keepFailed()),
                "times         lease " + DurationText.format(options.lease()) + ", drain "
                        + DurationText.format(options.drainTimeout())
                        + worker.attemptLimit()
                                .map(limit -> ", attempts at most " + DurationText.format(limit))
                                .orElse(""));
    }

    private List<String> describeAgent() {
        String runs = agent.url().map(url -> "the server at " + url).orElse(agent.command());
        return List.of(
                "opencode      " + runs + ", model " + agent.model().orElse("as OpenCode says")
                        + (agent.environment().projectConfig() ? ", with the configuration in projects" : ""),
                "servers       "
                        + (agent.url().isPresent()
                                ? "none of our own"
                                : agent.server().describe()),
                "permissions   " + agent.permissions().describe(),
                "limits        " + agent.limits().describe(),
                "state         " + agent.stateDir() + (agent.temporaryState() ? ", removed at the end" : ""),
                "sessions      kept for " + DurationText.format(agent.keepSessions()));
    }

    private static String describeShutdown(ShutdownSettings shutdown) {
        return "on request"
                + shutdown.idleShutdown()
                        .map(limit -> ", after " + DurationText.format(limit) + " without a task")
                        .orElse("")
                + shutdown.terminationFile()
                        .map(file -> ", at once when " + file + " is touched")
                        .orElse("");
    }
}
