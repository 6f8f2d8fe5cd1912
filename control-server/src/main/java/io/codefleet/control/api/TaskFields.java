package io.codefleet.control.api;

import java.util.Map;

/** Places of the components of a task in its JSON. */
final class TaskFields {
    private static final Map<String, String> NAMES = Map.of(
            "requiredCapabilities", "requires",
            "parentId", "parent",
            "delay", "delayMs",
            "limits.queueTimeout", "limits.queueTimeoutMs",
            "limits.attemptTimeout", "limits.attemptTimeoutMs",
            "limits.deadline", "limits.deadlineMs");

    private TaskFields() {}

    /** Returns the JSON pointer of a component that an error names, such as {@code /context/project}. */
    static String pointer(String component) {
        String field = NAMES.getOrDefault(component, component);
        return "/" + (field.startsWith("agent.") ? "context." + field : field).replace('.', '/');
    }
}
