package io.codefleet.control.api;

import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.control.auth.Digests;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.ConsensusTask;
import io.codefleet.json.TaskJson;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a task of one that has ended and a JSON merge patch (RFC 7396). */
final class TaskEdits {
    private static final int DIGITS = 16;
    private static final List<String> NOT_CONTENT = List.of("id", "v");

    private final JsonObject schemas;
    private final Validator newTask;

    /**
     * Creates a maker of tasks from ended tasks and patches.
     *
     * @param schemas the schemas of the contract, which say what fields a task has
     * @param newTask finds wrong values of a new task
     */
    TaskEdits(JsonObject schemas, Validator newTask) {
        this.schemas = schemas;
        this.newTask = newTask;
    }

    /**
     * Returns the changed task, whose id follows from that of the task and from what it has become; empty if the patch changes
     * nothing.
     *
     * @throws ProblemException if the patch is not one of a task
     * @throws InvalidInputException if the task has not ended
     */
    Optional<Task> edit(TaskInfo info, JsonObject patch) {
        checkFields("", patch, resolve(new JsonObject().put("$ref", "#/components/schemas/NewTask")));
        if (patch.containsKey("id")) {
            throw fault("/id", "follows from the edit; leave it out");
        }
        Task task = info.task();
        JsonObject before = TaskJson.encode(task);
        JsonObject merged = merge(before, patch);
        if (String.valueOf(merged.getValue("prompt", "")).isEmpty()) {
            throw fault("/prompt", "is empty or removed; a task needs one");
        }
        checkValues(merged, patch);
        Task edited = TaskBodies.withReservedHeaders(TaskBodies.task("", merged), task);
        if (edited.equals(task)) {
            return Optional.empty();
        }
        if (!info.status().isTerminal()) {
            throw new InvalidInputException(
                    "id",
                    "is " + task.id() + ", which is " + info.status() + "; only a task that has ended can be replayed");
        }
        return Optional.of(edited.id(derivedId(task.id(), edited)));
    }

    private static String derivedId(String id, Task edited) {
        JsonObject content = TaskJson.encode(edited);
        NOT_CONTENT.forEach(content::remove);
        String digest =
                Digests.sha256(id + "\n" + String.valueOf(sorted(content))).substring(0, DIGITS);
        // The letter distinguishes it from the number of a replay without edits.
        String derived = id + "~e" + digest;
        int longest = edited.type().equals(ConsensusTask.TYPE) ? ConsensusTask.MAX_ID_LENGTH : Task.MAX_ID_LENGTH;
        return derived.length() <= longest ? derived : "replay-e" + digest;
    }

    /**
     * Returns a value with sorted keys, because equal tasks may have the keys of their attributes in different orders.
     */
    private static Object sorted(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return sorted(object.getMap());
        }
        if (value instanceof JsonArray array) {
            return sorted(array.getList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, each) -> sorted.put(Json.encode(String.valueOf(key)), sorted(each)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(TaskEdits::sorted).collect(Collectors.toList());
        }
        return value instanceof String text ? Json.encode(text) : String.valueOf(value);
    }

    private static JsonObject merge(JsonObject target, JsonObject patch) {
        JsonObject merged = target.copy();
        for (String name : patch.fieldNames()) {
            Object value = patch.getValue(name);
            if (value == null) {
                merged.remove(name);
            } else if (value instanceof JsonObject change) {
                Object known = merged.getValue(name);
                merged.put(name, merge(known instanceof JsonObject object ? object : new JsonObject(), change));
            } else {
                merged.put(name, value);
            }
        }
        return merged;
    }

    /**
     * Checks that each field of a change is known. The reader of tasks ignores unknown fields, so that a misspelled
     * field would change nothing.
     */
    private void checkFields(String at, JsonObject patch, JsonObject schema) {
        JsonObject known = schema.getJsonObject("properties");
        if (known == null) {
            return;
        }
        for (String name : patch.fieldNames()) {
            String pointer = at + "/" + name.replace("~", "~0").replace("/", "~1");
            if (!known.containsKey(name)) {
                throw fault(pointer, "is not a field of a task; there are " + known.fieldNames());
            }
            if (patch.getValue(name) instanceof JsonObject inner) {
                checkFields(pointer, inner, resolve(known.getJsonObject(name)));
            }
        }
    }

    /** Checks what the patch has changed; what the task had before, a client of another version may have put there. */
    private void checkValues(JsonObject merged, JsonObject patch) {
        List<OutputUnit> errors = newTask.validate(merged).getErrors();
        if (errors == null) {
            return;
        }
        // The fault of an object follows from that of a field within it.
        errors.stream()
                .filter(error -> error.getError() != null)
                .filter(error -> patch.containsKey(pointer(error).replaceFirst("^/([^/]*).*", "$1")))
                .max(Comparator.comparingInt(error -> pointer(error).split("/", -1).length))
                .ifPresent(error -> {
                    throw fault(pointer(error), error.getError());
                });
    }

    private static String pointer(OutputUnit error) {
        return String.valueOf(error.getInstanceLocation()).replaceFirst("^#", "");
    }

    private JsonObject resolve(JsonObject schema) {
        String reference = schema.getString("$ref");
        return reference == null ? schema : schemas.getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static ProblemException fault(String pointer, String detail) {
        return RunDefinitions.fault(pointer, detail);
    }
}
