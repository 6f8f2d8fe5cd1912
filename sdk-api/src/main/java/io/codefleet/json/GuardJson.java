package io.codefleet.json;

import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Guard.All;
import io.codefleet.workflow.Guard.Any;
import io.codefleet.workflow.Guard.Comparison;
import io.codefleet.workflow.Guard.Not;
import io.codefleet.workflow.Guard.Operator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@link Guard} as JSON, which is also how files write it: {@code {value: "{{ … }}", in: [a, b]}}, {@code {all: […]}}, {@code {any:
 * […]}}, {@code {not: …}}. A list stands for all of it, and several operators of one value must all hold.
 */
public final class GuardJson {
    private static final String VALUE = "value";
    private static final String WHEN = "when";

    private GuardJson() {}

    /** Returns the guard as JSON; equal guards give equal JSON. */
    public static JsonObject encode(Guard guard) {
        if (guard instanceof Comparison comparison) {
            return new JsonObject()
                    .put(VALUE, comparison.value())
                    .put(comparison.operator().key(), comparison.operand());
        }
        if (guard instanceof Not not) {
            return new JsonObject().put("not", encode(not.guard()));
        }
        boolean all = guard instanceof All;
        JsonArray parts = new JsonArray();
        (all ? ((All) guard).guards() : ((Any) guard).guards()).forEach(each -> parts.add(encode(each)));
        return new JsonObject().put(all ? "all" : "any", parts);
    }

    /**
     * Reads a guard.
     *
     * @param json what was read of JSON or YAML
     * @throws InvalidInputException if it is none; the field is the way to the fault, such as {@code when.all.1.in}
     */
    public static Guard decode(Object json) {
        return guard(WHEN, json, 0);
    }

    private static Guard guard(String at, Object json, int depth) {
        if (depth > Guard.MAX_PARTS) {
            throw new InvalidInputException(WHEN, "is nested more than " + Guard.MAX_PARTS + " deep");
        }
        if (json instanceof List<?> list) {
            return all(at, at, list, depth);
        }
        if (!(json instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new InvalidInputException(
                    at, "is not a condition; write {value: \"{{ steps.check.data.severity }}\", in: [high, critical]}");
        }
        if (map.containsKey(VALUE)) {
            return comparisons(at, map);
        }
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        if (map.size() == 1 && "not".equals(only.getKey())) {
            return new Not(guard(at + ".not", only.getValue(), depth + 1));
        }
        if (map.size() == 1 && "all".equals(only.getKey()) && only.getValue() instanceof List<?> list) {
            return all(at, at + ".all", list, depth);
        }
        if (map.size() == 1 && "any".equals(only.getKey()) && only.getValue() instanceof List<?> list) {
            List<Guard> guards = guards(at + ".any", list, depth);
            return placed(at, () -> new Any(guards));
        }
        throw new InvalidInputException(
                at, "has " + map.keySet() + ", must have value and an operator, or one of all, any and not");
    }

    private static Guard all(String at, String items, List<?> list, int depth) {
        List<Guard> guards = guards(items, list, depth);
        return placed(at, () -> new All(guards));
    }

    private static List<Guard> guards(String at, List<?> list, int depth) {
        List<Guard> guards = new ArrayList<>();
        for (Object each : list) {
            guards.add(guard(at + "." + guards.size(), each, depth + 1));
        }
        return guards;
    }

    /** Returns a guard. Its own check does not know where it stands, so that the place is put before what it names. */
    private static Guard placed(String at, Supplier<Guard> made) {
        try {
            return made.get();
        } catch (InvalidInputException e) {
            throw new InvalidInputException(at + e.field().substring(WHEN.length()), e.fault(), e);
        }
    }

    private static Guard comparisons(String at, Map<?, ?> map) {
        String value = String.valueOf(map.get(VALUE));
        List<Guard> guards = new ArrayList<>();
        map.forEach((key, operand) -> {
            if (!VALUE.equals(key)) {
                Operator operator = operator(at, String.valueOf(key));
                guards.add(placed(at, () -> Guard.of(value, operator, operand)));
            }
        });
        if (guards.isEmpty()) {
            throw new InvalidInputException(at, "has no operator; there are " + operators());
        }
        return guards.size() == 1 ? guards.get(0) : placed(at, () -> new All(guards));
    }

    private static Operator operator(String at, String key) {
        return Arrays.stream(Operator.values())
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidInputException(at, "there is no operator '" + key + "'; there are " + operators()));
    }

    private static List<String> operators() {
        return Arrays.stream(Operator.values()).map(Operator::key).toList();
    }
}
