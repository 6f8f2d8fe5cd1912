package io.codefleet.launcher.opencode;

import io.codefleet.AttemptException;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sees when OpenCode asks a model again and again and would never stop: it takes an answer that ends without a reason for one
 * that is not over, and shortens a conversation that is too long however often that has not helped.
 */
final class LoopGuard {
    static final int MAX_UNKNOWN = 3;
    static final int MAX_COMPACTIONS = 2;

    private final Set<String> unknown = new HashSet<>();
    private int compactions;

    /** What is wrong, if an event says so. */
    Optional<AttemptException> fault(String type, JsonObject properties) {
        if (type.equals("session.compacted")) {
            compactions++;
        } else if (type.equals("message.updated")) {
            message(Json.object(properties, "info"));
        }
        if (unknown.size() > MAX_UNKNOWN) {
            return Optional.of(Fault.ENDLESS.says("the model's provider ends its answers without saying that "
                    + "they are over (no finish_reason), so OpenCode asks it again and again; the turn was aborted"));
        }
        if (compactions > MAX_COMPACTIONS) {
            return Optional.of(Fault.CONTEXT_OVERFLOW.says("the task is too long for the model: OpenCode shortened the "
                    + "conversation " + MAX_COMPACTIONS + " times, and it still does not fit; the turn was aborted"));
        }
        return Optional.empty();
    }

    private void message(JsonObject info) {
        String finish = Json.text(info, "finish");
        if (finish.equals("unknown")) {
            unknown.add(Json.text(info, "id"));
        } else if (!finish.isEmpty() && !Json.flag(info, "summary")) {
            unknown.clear();
            compactions = 0;
        }
    }
}
