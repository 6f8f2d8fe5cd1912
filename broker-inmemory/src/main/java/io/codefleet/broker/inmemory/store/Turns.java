package io.codefleet.broker.inmemory.store;

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
final class Turns {
    /** The worker that was chosen last for a lane. */
    private final Map<Lane.Key, String> last = new HashMap<>();

    /**
     * The id of the chosen worker, or null if none serves the lane.
     *
     * @param waiting how many tasks wait for a worker alone
     */
    @Nullable
    String choose(
            Lane lane, Placement.Spread.By by, Collection<WorkerRecord> workers, ToDoubleFunction<WorkerInfo> waiting) {
        String before = last.getOrDefault(lane.key, "");
        Comparator<WorkerInfo> inTurn = Comparator.comparing(
                        (WorkerInfo worker) -> worker.id().compareTo(before) <= 0)
                .thenComparing(WorkerInfo::id);
        Comparator<WorkerInfo> byLoad = Comparator.comparingDouble(
                worker -> (worker.running() + waiting.applyAsDouble(worker)) / worker.concurrency());
        List<WorkerInfo> serving = workers.stream()
                .filter(worker -> !worker.offline && lane.profiles.contains(worker.profile))
                .map(worker -> worker.info)
                .filter(WorkerInfo::takesTasks)
                .sorted(by == Placement.Spread.By.LOAD ? byLoad.thenComparing(inTurn) : inTurn)
                .toList();
        if (serving.isEmpty()) {
            return null;
        }
        String chosen = serving.get(0).id();
        last.put(lane.key, chosen);
        return chosen;
    }

    void forget(Lane lane) {
        last.remove(lane.key);
    }
}
