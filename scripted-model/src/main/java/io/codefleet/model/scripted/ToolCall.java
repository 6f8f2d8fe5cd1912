package io.codefleet.model.scripted;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A tool that the model wants run. */
record ToolCall(String name, Map<String, Object> arguments) {
    ToolCall {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the tool has no name; give it one that the agent offers, like bash");
        }
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** Returns a name for one call of it. */
    String newId() {
        return "call_" + UUID.randomUUID().toString().replace("-", "");
    }
}
