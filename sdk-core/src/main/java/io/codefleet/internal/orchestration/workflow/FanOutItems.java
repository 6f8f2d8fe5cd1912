package io.codefleet.internal.orchestration.workflow;

import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.FanOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Items of a fan-out step, in an order that is the same in every process: their positions are parts of ids. */
final class FanOutItems {
    private FanOutItems() {}

    /**
     * Returns the items of the list, or the combinations of several, in which those of the last list change first.
     *
     * @throws InvalidInputException if a value is not a list, or there are too many items
     */
    static List<Object> of(FanOut fanOut, Map<String, ?> values) {
        if (!fanOut.isProduct()) {
            List<Object> list =
                    TaskTemplate.list(fanOut.over().values().iterator().next(), values);
            bound(list.size());
            return list;
        }
        Map<String, List<Object>> lists = new LinkedHashMap<>();
        fanOut.over().forEach((name, list) -> lists.put(name, TaskTemplate.list(list, values)));
        boolean none = lists.values().stream().anyMatch(List::isEmpty);
        List<Map<String, Object>> items = List.of(Map.of());
        for (Map.Entry<String, List<Object>> list : lists.entrySet()) {
            if (none) {
                return List.of();
            }
            bound((long) items.size() * list.getValue().size());
            items = combined(items, list.getKey(), list.getValue());
        }
        return List.copyOf(items);
    }

    private static void bound(long items) {
        if (items > FanOut.MAX_ITEMS) {
            throw new InvalidInputException(
                    "for_each", "has " + items + " items, at most " + FanOut.MAX_ITEMS + " are allowed");
        }
    }

    private static List<Map<String, Object>> combined(List<Map<String, Object>> items, String name, List<Object> list) {
        List<Map<String, Object>> combined = new ArrayList<>();
        for (Map<String, Object> item : items) {
            for (Object each : list) {
                Map<String, Object> more = new LinkedHashMap<>(item);
                more.put(name, each);
                combined.add(more);
            }
        }
        return combined;
    }
}
