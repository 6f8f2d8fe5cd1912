package io.codefleet.broker.inmemory.internal;

import io.codefleet.Placement;
import io.codefleet.WorkerInfo;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Chooses the workers of tasks that are spread over those that serve them. Guarded by the store's lock. */
final class PlacementSelector {
    /** The worker that was chosen last for a lane. */
    private final Map<LaneQueue.Key, String> last = new HashMap<>();
    /** How near each worker is to its turn, where turns are of different length. */
    private final Map<LaneQueue.Key, Map<String, Integer>> nearness = new HashMap<>();

    /**
     * The id of the chosen worker, or null if none serves the lane.
     *
     * @param waiting how many tasks wait for a worker alone
     */
    @Nullable
    String choose(
            LaneQueue lane,
            Placement.Spread.By by,
            Collection<WorkerRecord> workers,
            ToDoubleFunction<WorkerInfo> waiting) {
        List<WorkerInfo> serving = workers.stream()
                .filter(worker -> !worker.offline && lane.profiles.contains(worker.profile))
                .map(worker -> worker.info)
                .filter(WorkerInfo::takesTasks)
                .sorted(Comparator.comparing(WorkerInfo::id))
                .toList();
        if (serving.isEmpty()) {
            return null;
        }
        ToDoubleFunction<WorkerInfo> load =
                worker -> (worker.running() + waiting.applyAsDouble(worker)) / worker.concurrency();
        return by == Placement.Spread.By.SUCCESS_RATE ? byWeight(lane, serving, load) : inTurn(lane, by, serving, load);
    }

    private String inTurn(
            LaneQueue lane, Placement.Spread.By by, List<WorkerInfo> serving, ToDoubleFunction<WorkerInfo> load) {
        String before = last.getOrDefault(lane.key, "");
        Comparator<WorkerInfo> inTurn = Comparator.comparing(
                        (WorkerInfo worker) -> worker.id().compareTo(before) <= 0)
                .thenComparing(WorkerInfo::id);
        Comparator<WorkerInfo> order = by == Placement.Spread.By.LOAD
                ? Comparator.comparingDouble(load).thenComparing(inTurn)
                : inTurn;
        String chosen = serving.stream().min(order).orElseThrow().id();
        last.put(lane.key, chosen);
        return chosen;
    }

    /**
     * Each comes nearer to its turn by its weight, and who has it goes back by all weights together. So the turns of one are
     * spread among those of the others. Those that have a task for each slot are passed over if not all have.
     */
    private String byWeight(LaneQueue lane, List<WorkerInfo> serving, ToDoubleFunction<WorkerInfo> load) {
        Map<String, Integer> before = nearness.getOrDefault(lane.key, Map.of());
        Map<String, Integer> after = new HashMap<>();
        serving.forEach(worker -> after.put(worker.id(), before.getOrDefault(worker.id(), 0)));
        List<WorkerInfo> free = serving.stream()
                .filter(worker -> load.applyAsDouble(worker) < 1)
                .toList();
        List<WorkerInfo> asked = free.isEmpty() ? serving : free;
        int all = 0;
        String best = asked.get(0).id();
        for (WorkerInfo worker : asked) {
            int weight = worker.performance().of(lane.key.type()).weight();
            all += weight;
            after.merge(worker.id(), weight, Integer::sum);
            if (after.getOrDefault(worker.id(), 0) > after.getOrDefault(best, 0)) {
                best = worker.id();
            }
        }
        after.merge(best, -all, Integer::sum);
        nearness.put(lane.key, after);
        return best;
    }

    void forget(LaneQueue lane) {
        last.remove(lane.key);
        nearness.remove(lane.key);
    }
}
