package io.codefleet.control.api;

import io.codefleet.control.tasks.TaskList;
import io.codefleet.control.tasks.TaskOrder;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.json.InfoJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/** The list and the search of tasks, from the read model. */
final class TaskListOperations {
    /** How many tasks a page has, unless the caller says. */
    static final int PAGE = 50;

    private final TaskReadModel tasks;

    TaskListOperations(TaskReadModel tasks) {
        this.tasks = tasks;
    }

    Map<String, Operation> operations() {
        return Map.of("listTasks", this::list);
    }

    private Future<ApiReply> list(ApiCall call) {
        TaskOrder order = call.query("sort")
                .map(name -> TaskOrder.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(TaskOrder.NEWEST);
        return tasks.search(
                        TaskFilters.of(call),
                        order,
                        call.query("cursor"),
                        call.number("limit").orElse(PAGE))
                .map(page -> ApiReply.ok(encode(page)));
    }

    static JsonObject encode(TaskList page) {
        JsonArray items = new JsonArray();
        page.items().forEach(task -> items.add(InfoJson.encode(task)));
        JsonObject body = new JsonObject()
                .put("items", items)
                .put("total", page.total())
                .put("asOf", page.asOf().toEpochMilli())
                .put("complete", page.complete());
        page.next().ifPresent(next -> body.put("next", next));
        return body;
    }
}
