package io.codefleet.workflow.template;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way to one value in a tree of JSON values: names of fields, and numbers for places in lists, from 0.
 *
 * @param path the names, such as {@code [steps, lint, text]}; not empty
 * @param orEmpty whether a value that is missing is an empty text, as {@code {{ path? }}} says, and no fault
 */
public record Reference(List<String> path, boolean orEmpty) {
    public Reference {
        path = List.copyOf(path);
    }

    /**
     * Returns the value of the reference among these values.
     *
     * @throws MissingValueException if there is none, and that is not allowed
     */
    public Object in(Map<String, ?> values) {
        @Nullable Object value = values;
        for (int depth = 0; depth < path.size(); depth++) {
            @Nullable Object next = field(value, path.get(depth));
            if (next == null) {
                if (orEmpty) {
                    return "";
                }
                throw new MissingValueException(this, depth, value);
            }
            value = next;
        }
        return value;
    }

    private static @Nullable Object field(Object value, String name) {
        if (value instanceof Map<?, ?> map) {
            return map.get(name);
        }
        if (value instanceof List<?> list) {
            return isIndex(name) && Integer.parseInt(name) < list.size() ? list.get(Integer.parseInt(name)) : null;
        }
        if (value instanceof JsonObject object) {
            return object.getValue(name);
        }
        return value instanceof JsonArray array ? field(array.getList(), name) : null;
    }

    private static boolean isIndex(String name) {
        return name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns the reference as it is written, without braces. */
    @Override
    public String toString() {
        return String.join(".", path) + (orEmpty ? "?" : "");
    }
}
