package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.Schedule;
import io.codefleet.ScheduleInfo;
import io.codefleet.control.auth.Digests;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.ScheduleJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The operations on schedules. */
final class ScheduleOperations {
    /** Places of what the checks of a schedule name. */
    private static final Map<String, String> POINTERS = Map.of(
            "schedule.cron", "/timing/cron",
            "schedule.interval", "/timing/everyMs",
            "schedule.catchUp", "/catchUpMs",
            "schedule.template", "/template");

    private static final int TAG_DIGITS = 32;

    private final CodefleetClient fleet;
    private final TaskReadModel readModel;

    ScheduleOperations(CodefleetClient fleet, TaskReadModel readModel) {
        this.fleet = fleet;
        this.readModel = readModel;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listSchedules", this::list,
                "getSchedule", this::get,
                "editSchedule", this::edit,
                "controlSchedule", this::control);
    }

    private Future<ApiReply> list(ApiCall call) {
        return fleet.schedules().list().map(all -> {
            JsonArray items = new JsonArray();
            all.forEach(schedule -> items.add(encode(schedule)));
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private Future<ApiReply> get(ApiCall call) {
        return find(call.path("name")).map(ScheduleOperations::tagged);
    }

    private Future<ScheduleInfo> find(String name) {
        return fleet.schedules()
                .find(name)
                .map(found -> found.orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemKind.SCHEDULE_NOT_FOUND, "No client holds a schedule with the name '" + name + "'."))));
    }

    private Future<ApiReply> edit(ApiCall call) {
        String name = call.path("name");
        JsonObject body = call.body().put("name", name);
        JsonObject template = body.getJsonObject("template");
        return find(name)
                .compose(known -> {
                    if (!template.containsKey("id")) {
                        template.put("id", "schedule/" + name);
                    }
                    return edit(call, decode(body), known).recover(ScheduleOperations::placed);
                })
                .compose(edited -> find(name))
                .map(ScheduleOperations::tagged);
    }

    /** Edits a schedule, if it is the version that the caller names. */
    private Future<Void> edit(ApiCall call, Schedule edited, ScheduleInfo known) {
        Optional<String> wanted =
                call.header("If-Match").filter(tags -> !tags.strip().equals("*"));
        if (wanted.isEmpty()) {
            return call.fleet().schedules().edit(edited);
        }
        if (!List.of(wanted.get().split("\\s*,\\s*")).contains(tag(known))) {
            return Future.failedFuture(changed(edited, known));
        }
        return known.schedule()
                .map(read -> call.fleet().schedules().edit(edited, read))
                .orElseGet(() -> call.fleet().schedules().edit(edited).map(true))
                .compose(done -> done
                        ? Future.succeededFuture()
                        : find(known.name()).compose(now -> Future.failedFuture(changed(edited, now))));
    }

    private static ProblemException changed(Schedule edited, ScheduleInfo known) {
        JsonObject given = ScheduleJson.encode(edited);
        JsonObject stored = ScheduleJson.encode(known);
        List<Problem.ApiError> faults = Stream.of("timing", "template", "catchUpMs")
                .filter(name -> !Objects.equals(given.getValue(name), stored.getValue(name)))
                .map(name -> new Problem.ApiError("/" + name, "differs from the present schedule"))
                .toList();
        return new ProblemException(new Problem(
                ProblemKind.PRECONDITION_FAILED,
                "Schedule '" + known.name() + "' has the ETag " + tag(known) + ", which If-Match does not name.",
                Optional.empty(),
                faults));
    }

    /** Returns the tag of a definition. Pauses and times that pass do not change it. */
    private static String tag(ScheduleInfo info) {
        String definition = info.schedule()
                .map(schedule -> ScheduleJson.encode(schedule).encode())
                .orElse("");
        return "\"" + Digests.sha256(definition).substring(0, TAG_DIGITS) + "\"";
    }

    private static JsonObject encode(ScheduleInfo info) {
        return ScheduleJson.encode(info).put("etag", tag(info));
    }

    private static ApiReply tagged(ScheduleInfo info) {
        return ApiReply.ok(encode(info)).with(Map.of("ETag", tag(info)));
    }

    private static Schedule decode(JsonObject body) {
        JsonObject template = TaskBodies.withoutReservedHeaders(body.getJsonObject("template"));
        try {
            // A fault of the template is named by its place in the template.
            TaskBodies.task("/template", template);
            return ScheduleJson.decode(body.put("template", template));
        } catch (MalformedDataException e) {
            throw e.getCause() instanceof InvalidInputException invalid && POINTERS.containsKey(invalid.field())
                    ? TaskBodies.fault(e, POINTERS.get(invalid.field()))
                    : TaskBodies.fault(e, e.pointer().orElse(""));
        } catch (UnsupportedVersionException e) {
            throw TaskBodies.fault(e, "");
        }
    }

    private static <T> Future<T> placed(Throwable failure) {
        return Future.failedFuture(
                failure instanceof InvalidInputException invalid && POINTERS.containsKey(invalid.field())
                        ? TaskBodies.fault(invalid, POINTERS.get(invalid.field()))
                        : failure);
    }

    private Future<ApiReply> control(ApiCall call) {
        String name = call.path("name");
        return find(name).compose(known -> switch (call.path("action")) {
            case "pause" -> call.fleet().schedules().pause(name).compose(done -> shown(name));
            case "resume" -> call.fleet().schedules().resume(name).compose(done -> shown(name));
            default -> call.fleet().schedules().runNow(name).map(handle -> started(name, handle.id()));
        });
    }

    private ApiReply started(String name, String taskId) {
        readModel.changed(taskId);
        return ApiReply.json(202, new JsonObject().put("name", name).put("task", taskId));
    }

    private Future<ApiReply> shown(String name) {
        return find(name).map(info -> ApiReply.json(202, encode(info)));
    }
}
