package io.codefleet.broker.inmemory.internal;

import io.codefleet.Placement;
import io.codefleet.WorkerInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Chooses the workers of tasks that are spread over those that serve them. Guarded by the store's lock. */
final class PlacementSelector {
    /** How long the turns of a lane are kept that has no new tasks. */
    private static final long KEPT = StoredTask.micros(Duration.ofHours(1));

    private static final int MAX_KEPT = 1000;

    /** By lane, the one first that was not used for longest. It outlives the lane, which ends with its last task. */
    private final Map<LaneQueue.Key, Turns> turns = new LinkedHashMap<>(16, 0.75f, true);

    private final ChangeRecorder changes;

    PlacementSelector(ChangeRecorder changes) {
        this.changes = changes;
    }

    private static final class Turns {
        /** The worker that was chosen last. */
        String last = "";
        /** How near each worker is to its turn, where turns are of different length. */
        Map<String, Integer> nearness = Map.of();

        long used;
    }

    /**
     * Returns the id of the chosen worker, or null if none serves the lane.
     *
     * @param waiting how many tasks wait for a worker alone
     */
    @Nullable
    String choose(
            LaneQueue lane,
            Placement.Spread.By by,
            Collection<WorkerRecord> workers,
            ToDoubleFunction<WorkerInfo> waiting,
            long now) {
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
        Turns known = turns.computeIfAbsent(lane.key, key -> new Turns());
        known.used = now;
        String chosen = by == Placement.Spread.By.SUCCESS_RATE
                ? byWeight(known, lane, serving, load)
                : inTurn(known, by, serving, load);
        changes.add(() -> change(lane.key, known));
        return chosen;
    }

    private static StateChange change(LaneQueue.Key lane, Turns turns) {
        return new StateChange.TurnTaken(
                lane.type(), lane.capabilities(), turns.last, Map.copyOf(turns.nearness), turns.used);
    }

    void put(StateChange.TurnTaken change) {
        LaneQueue.Key lane = new LaneQueue.Key(change.type(), change.capabilities(), Optional.empty());
        Turns known = turns.computeIfAbsent(lane, key -> new Turns());
        known.last = change.last();
        known.nearness = change.nearness();
        known.used = change.at();
    }

    /** Writes the changes that make a copy of these choices. */
    void dump(Consumer<StateChange> to) {
        turns.forEach((lane, known) -> to.accept(change(lane, known)));
    }

    private static String inTurn(
            Turns known, Placement.Spread.By by, List<WorkerInfo> serving, ToDoubleFunction<WorkerInfo> load) {
        String before = known.last;
        Comparator<WorkerInfo> inTurn = Comparator.comparing(
                        (WorkerInfo worker) -> worker.id().compareTo(before) <= 0)
                .thenComparing(WorkerInfo::id);
        Comparator<WorkerInfo> order = by == Placement.Spread.By.LOAD
                ? Comparator.comparingDouble(load).thenComparing(inTurn)
                : inTurn;
        String chosen = serving.stream().min(order).orElseThrow().id();
        known.last = chosen;
        return chosen;
    }

    /**
     * Returns the id of the worker whose turn it is. Each worker comes nearer to its turn by its weight; the chosen one goes
     * back by all weights together, so that its turns are spread among those of the others. Workers that have a task for each
     * slot are skipped unless all have.
     */
    private static String byWeight(
            Turns known, LaneQueue lane, List<WorkerInfo> serving, ToDoubleFunction<WorkerInfo> load) {
        Map<String, Integer> before = known.nearness;
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
        known.nearness = after;
        return best;
    }

    /** Removes the turns of lanes that have had no task for long. */
    void prune(long now) {
        Iterator<Turns> each = turns.values().iterator();
        while (each.hasNext()) {
            boolean isOld = now - each.next().used > KEPT;
            if (!isOld && turns.size() <= MAX_KEPT) {
                return;
            }
            each.remove();
        }
    }
}
