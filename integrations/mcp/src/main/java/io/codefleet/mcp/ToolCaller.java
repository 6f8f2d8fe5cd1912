package io.codefleet.mcp;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * Origin of a call of a tool: a program outside the fleet, or the agent of a task that runs on it. A caller that is a task has
 * fewer rights than one that is none: it reaches its own descendants only, and decides nothing.
 *
 * @param taskId the task whose agent calls; absent for a caller outside the fleet
 * @param hasKey whether a program outside the fleet has shown that it may use this server
 * @param fault why the task is not known although there is one; all calls are refused with it
 * @param gone ends when nobody waits for the answer any more; absent if that is not known
 * @param trace the headers of what a program outside the fleet submits in its trace; a task has a trace of its own
 */
record ToolCaller(
        Optional<String> taskId,
        boolean hasKey,
        Optional<Throwable> fault,
        Optional<Future<Void>> gone,
        Map<String, String> trace) {
    static ToolCaller of(Optional<String> taskId) {
        return new ToolCaller(taskId, true, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Returns the caller of a server that asks for no key: any program of this machine, the command of an agent too. */
    static ToolCaller withoutKey(Optional<String> taskId) {
        return new ToolCaller(taskId, false, Optional.empty(), Optional.empty(), Map.of());
    }

    static ToolCaller unknown(Throwable fault) {
        return new ToolCaller(Optional.empty(), false, Optional.of(fault), Optional.empty(), Map.of());
    }

    /** Returns a copy for one call, whose answer nobody waits for any more once this has ended. */
    ToolCaller until(Future<Void> value) {
        return new ToolCaller(taskId, hasKey, fault, Optional.of(value), trace);
    }

    /** Returns a copy for one call in a trace. */
    ToolCaller in(Map<String, String> value) {
        return new ToolCaller(taskId, hasKey, fault, gone, value);
    }
}
