package io.codefleet.control.api;

import io.codefleet.TaskQuery;
import io.codefleet.TaskTags;
import io.codefleet.control.tasks.TaskFacet;
import io.codefleet.control.tasks.TaskFilter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the filter of a list of tasks: from the parameters of a request, or from the object {@code filter} of a body. */
final class TaskFilters {
    private static final List<String> LISTS = List.of("status", "tag");

    private TaskFilters() {}

    static TaskFilter of(ApiCall call) {
        JsonObject json = new JsonObject();
        for (TaskFacet facet : TaskFacet.values()) {
            if (LISTS.contains(facet.code())) {
                json.put(facet.code(), new JsonArray(call.list(facet.code())));
            } else {
                call.query(facet.code()).ifPresent(value -> json.put(facet.code(), value));
            }
        }
        for (String text : List.of("q", "minCost", "maxCost")) {
            call.query(text).ifPresent(value -> json.put(text, value));
        }
        for (String time : List.of("since", "until")) {
            call.time(time).ifPresent(value -> json.put(time, value));
        }
        return of(json);
    }

    /**
     * Creates the filter that a JSON object describes.
     *
     * @param json an object that keeps to the schema {@code TaskFilter} of the contract
     */
    static TaskFilter of(JsonObject json) {
        Map<TaskFacet, Set<String>> facets = new EnumMap<>(TaskFacet.class);
        for (TaskFacet facet : TaskFacet.values()) {
            Set<String> values = values(json.getValue(facet.code()));
            if (facet == TaskFacet.TAG) {
                values = tags(values);
            } else if (facet == TaskFacet.SUBMITTER) {
                values.forEach(TaskFilters::checkSubmitter);
            }
            if (!values.isEmpty()) {
                facets.put(facet, values);
            }
        }
        return new TaskFilter(
                facets,
                Optional.ofNullable(json.getString("q")),
                Optional.ofNullable(json.getLong("since")).map(Instant::ofEpochMilli),
                Optional.ofNullable(json.getLong("until")).map(Instant::ofEpochMilli),
                Optional.ofNullable(json.getString("minCost")).map(BigDecimal::new),
                Optional.ofNullable(json.getString("maxCost")).map(BigDecimal::new));
    }

    /**
     * Parses tags and returns them in canonical form.
     *
     * @throws io.codefleet.error.InvalidInputException if one is not a tag
     */
    private static Set<String> tags(Set<String> texts) {
        return TaskTags.parse("tag", texts).entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.toSet());
    }

    /**
     * Checks that a submitter can have this name.
     *
     * @throws io.codefleet.error.InvalidInputException if no actor can have this name
     */
    private static void checkSubmitter(String name) {
        var unused = TaskQuery.ALL.submitter(name);
    }

    private static Set<String> values(@Nullable Object value) {
        if (value instanceof JsonArray list) {
            return Set.copyOf(list.stream().map(Object::toString).toList());
        }
        return value == null ? Set.of() : Set.of(value.toString());
    }
}
