package io.codefleet.agent.opencode.guard;

import io.codefleet.AttemptException;
import io.codefleet.agent.opencode.client.Json;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees when OpenCode asks a model again and again and would never stop: it takes an answer that ends without a reason for one
 * that is not over, and shortens a conversation that is too long however often that has not helped. A compaction has helped
 * when the model went on working after it; words alone, and calls of tools that were made before, are no progress.
 */
final class LoopGuard {
    static final int MAX_UNKNOWN = 3;
    static final int MAX_COMPACTIONS = 2;

    private static final String TOOL_CALLS = "tool-calls";

    private final Set<String> unknown = new HashSet<>();
    /** The calls of the turn, as hashes of tool and input; in which message each was made first. */
    private final Map<Integer, String> calls = new HashMap<>();
    /** The messages that have calls, and whether one of these was not made before. */
    private final Map<String, Boolean> progress = new HashMap<>();

    private int compactions;

    /** Returns the fault that an event reveals, if it reveals one. */
    Optional<AttemptException> fault(String type, JsonObject properties) {
        switch (type) {
            case "session.compacted" -> compactions++;
            case "message.part.updated" -> part(Json.object(properties, "part"));
            case "message.updated" -> message(Json.object(properties, "info"));
            default -> {}
        }
        if (unknown.size() > MAX_UNKNOWN) {
            return Optional.of(TurnFault.ENDLESS.error("the model's provider ends its answers without saying that "
                    + "they are over (no finish_reason), so OpenCode asks it again and again; the turn was aborted"));
        }
        if (compactions > MAX_COMPACTIONS) {
            return Optional.of(TurnFault.CONTEXT_OVERFLOW.error(
                    "the task is too long for the model: OpenCode shortened the " + "conversation " + MAX_COMPACTIONS
                            + " times, and it still does not fit; the turn was aborted"));
        }
        return Optional.empty();
    }

    private void part(JsonObject part) {
        JsonObject state = Json.object(part, "state");
        // the input of a call that is pending is not known yet
        if (Json.text(part, "type").equals("tool")
                && !Json.text(state, "status").equals("pending")) {
            String message = Json.text(part, "messageID");
            int call = (Json.text(part, "tool") + Json.object(state, "input").encode()).hashCode();
            boolean isNew = message.equals(calls.computeIfAbsent(call, first -> message));
            progress.merge(message, isNew, Boolean::logicalOr);
        }
    }

    private void message(JsonObject info) {
        String finish = Json.text(info, "finish");
        String id = Json.text(info, "id");
        if (finish.equals("unknown")) {
            unknown.add(id);
        } else if (!finish.isEmpty() && !Json.flag(info, "summary")) {
            unknown.clear();
            // a message may be reported again after the compaction that follows it
            if (finish.equals(TOOL_CALLS) && progress.getOrDefault(id, true)) {
                progress.put(id, false);
                compactions = 0;
            }
        }
    }
}
