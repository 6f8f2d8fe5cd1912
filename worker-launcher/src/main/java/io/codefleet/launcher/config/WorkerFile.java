package io.codefleet.launcher.config;

import org.jspecify.annotations.Nullable;

/**
 * A worker's configuration as its operator gave it, in the shape of its YAML file, all layers merged. A component of a section
 * is a key, in snake case; one that nobody set is null. To add a key, add a component with its meaning, take it up where
 * {@link SettingsResolver} makes settings of the section, and document it.
 *
 * @param worker who the worker is and what it takes
 * @param workspace the folders that its tasks work in
 * @param opencode the agent that it wraps
 * @param sessions the conversations of tasks
 * @param permissions what agents may do
 * @param limits when a running attempt is ended
 * @param broker where the fleet is
 * @param redis the same in parts, for a fleet on Redis
 * @param monitoring its logs, metrics and reports
 * @param control how a control plane of the same file runs
 */
public record WorkerFile(
        WorkerPart worker,
        WorkspacePart workspace,
        OpenCodePart opencode,
        SessionsPart sessions,
        PermissionsPart permissions,
        LimitsPart limits,
        BrokerPart broker,
        @Nullable RedisPart redis,
        MonitoringPart monitoring,
        ControlPart control) {}
