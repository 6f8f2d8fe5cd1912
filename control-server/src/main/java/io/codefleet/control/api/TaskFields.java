package io.codefleet.control.api;

import java.util.Map;

/** Places of the components of a task in its JSON. */
final class TaskFields {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("requiredCapabilities", "requires"),
            Map.entry("parentId", "parent"),
            Map.entry("placement.workerId", "worker"),
            Map.entry("placement.grace", "spread.graceMs"),
            Map.entry("delay", "delayMs"),
            Map.entry("limits.queueTimeout", "limits.queueTimeoutMs"),
            Map.entry("limits.attemptTimeout", "limits.attemptTimeoutMs"),
            Map.entry("limits.deadline", "limits.deadlineMs"),
            Map.entry("retry.retryOn", "retry.on"),
            Map.entry("backoff.initialDelay", "retry.backoff.initialDelayMs"),
            Map.entry("backoff.maxDelay", "retry.backoff.maxDelayMs"),
            Map.entry("backoff.jitter", "retry.backoff.jitter"),
            Map.entry("agent.systemPrompt", "context.agent.system"),
            Map.entry("agent.output.maxRepairs", "context.agent.output.repairs"));

    private TaskFields() {}

    /** Returns the JSON pointer of a component that an error names, such as {@code /context/project}. */
    static String pointer(String component) {
        String field = NAMES.getOrDefault(component, component);
        return "/" + (field.startsWith("agent.") ? "context." + field : field).replace('.', '/');
    }
}
