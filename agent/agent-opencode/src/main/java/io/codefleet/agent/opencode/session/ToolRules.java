package io.codefleet.agent.opencode.session;

import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the tools that a task wants off into rules of its session. They only ever take away: what the task wants on is spared
 * here, and is as the worker and the configuration of OpenCode have it.
 */
final class ToolRules {
    private static final String ALL = "*";
    /** OpenCode guards all that changes files by one permission. */
    private static final Set<String> EDITS = Set.of("edit", "write", "apply_patch", "patch", "multiedit");

    private ToolRules() {}

    /**
     * Returns the rules, in no order.
     *
     * @param client for requests about the folder of the session
     */
    static Future<JsonArray> of(OpenCodeClient client, Map<String, Boolean> tools) {
        if (!Boolean.FALSE.equals(tools.get(ALL))) {
            return Future.succeededFuture(denials(tools, Set.of()));
        }
        Future<JsonArray> built = client.array("/experimental/tool/ids");
        Future<JsonObject> servers = client.object("/mcp");
        return Future.all(built, servers).map(both -> {
            Set<String> all = new TreeSet<>();
            built.result().forEach(id -> all.add(String.valueOf(id)));
            // a server's tools are named after it
            servers.result().fieldNames().forEach(server -> all.add(server + "_*"));
            return denials(tools, all);
        });
    }

    static JsonArray denials(Map<String, Boolean> tools, Set<String> known) {
        Set<String> off = new TreeSet<>();
        Set<String> on = new TreeSet<>();
        known.forEach(tool -> off.add(permission(tool)));
        tools.forEach((tool, wanted) -> (wanted ? on : off).add(permission(tool)));
        off.remove(ALL);
        off.removeAll(on);
        JsonArray rules = new JsonArray();
        off.forEach(permission -> rules.add(new JsonObject()
                .put("permission", permission)
                .put("pattern", ALL)
                .put("action", "deny")));
        return rules;
    }

    private static String permission(String tool) {
        return EDITS.contains(tool) ? "edit" : tool;
    }
}
