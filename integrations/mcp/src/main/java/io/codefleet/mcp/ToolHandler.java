package io.codefleet.mcp;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Work of one tool. A failure becomes an error of the tool, with its message as the text. */
@FunctionalInterface
interface ToolHandler {
    /** Returns what the tool answers. May throw what a future of it could fail with. */
    Future<JsonObject> call(ToolCaller caller, ToolArguments arguments);
}
