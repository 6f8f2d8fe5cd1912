package io.codefleet.launcher.config;

import io.codefleet.CodefleetOptions;
import io.codefleet.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * All that a worker process needs to know, checked and with defaults put in.
 *
 * @param fleet where the fleet is
 * @param worker how the worker presents itself
 * @param types the types of tasks it takes; empty: all
 * @param attemptLimit the longest that it lets one attempt run, whatever the task allows
 * @param workspaceRoot the folder that a task's relative project is looked up in
 * @param shareProject whether tasks on the same project folder may run at once
 * @param agent how to come by the agent
 * @param logs how to log
 * @param warnings what the operator should know before it starts
 */
public record WorkerSettings(
        CodefleetOptions fleet,
        WorkerOptions worker,
        SortedSet<String> types,
        Optional<Duration> attemptLimit,
        Optional<Path> workspaceRoot,
        boolean shareProject,
        AgentSettings agent,
        LogSettings logs,
        List<String> warnings) {}
