package io.codefleet.launcher.opencode;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/**
 * Sees when OpenCode asks a model again and again: it takes an answer that ends without a reason for one that is not over, and
 * would never stop.
 */
final class LoopGuard {
    static final int MAX_UNKNOWN = 3;

    private final Set<String> inARow = new HashSet<>();

    /** @param info of a message that was written or changed */
    boolean isEndless(JsonObject info) {
        String finish = Json.text(info, "finish");
        if (finish.equals("unknown")) {
            inARow.add(Json.text(info, "id"));
        } else if (!finish.isEmpty()) {
            inARow.clear();
        }
        return inARow.size() > MAX_UNKNOWN;
    }
}
