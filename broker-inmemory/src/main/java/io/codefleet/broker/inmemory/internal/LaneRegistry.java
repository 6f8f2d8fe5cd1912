package io.codefleet.broker.inmemory.internal;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.workflow.Workflows;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The lanes, who serves which, and whom a new task wakes. Guarded by the store's lock. */
final class LaneRegistry {
    private static final SortedSet<String> NONE = Collections.emptySortedSet();

    private final Map<LaneQueue.Key, LaneQueue> lanes = new HashMap<>();
    final PlacementSelector placement;
    private final Map<Profile.Key, Profile> profiles = new HashMap<>();

    /** How many lanes have tasks. */
    private int used;

    LaneRegistry(ChangeRecorder changes) {
        this.placement = new PlacementSelector(changes);
    }

    void put(LaneQueue lane, StoredTask task) {
        used += lane.size() == 0 ? 1 : 0;
        lane.add(task);
    }

    void remove(LaneQueue lane, StoredTask task) {
        int before = lane.size();
        lane.remove(task);
        used -= before > 0 && lane.size() == 0 ? 1 : 0;
    }

    int used() {
        return used;
    }

    /** Returns the lane that this task would be in, if there is one. */
    Optional<LaneQueue> find(Task task) {
        return Optional.ofNullable(lanes.get(keyOf(task)));
    }

    private static LaneQueue.Key keyOf(Task task) {
        return task.placement() instanceof Placement.OnWorker onWorker
                ? ofWorker(onWorker.workerId())
                : new LaneQueue.Key(task.type(), task.requiredCapabilities(), Optional.empty());
    }

    LaneQueue of(Task task) {
        LaneQueue.Key key = keyOf(task);
        LaneQueue known = lanes.get(key);
        return known == null ? add(key) : known;
    }

    /** Returns the lane into which to put a task: its own, or the lane of a worker that the placement chooses for it. */
    LaneQueue choose(StoredTask task, Collection<WorkerRecord> workers, long now) {
        if (task.task.placement() instanceof Placement.Spread spread) {
            String chosen = placement.choose(task.lane, spread.by(), workers, worker -> waitingFor(worker.id()), now);
            if (chosen != null) {
                return ofChosen(chosen);
            }
        }
        return task.lane;
    }

    /** Returns the lane of the tasks for which this worker was chosen. */
    LaneQueue ofChosen(String workerId) {
        LaneQueue known = lanes.get(ofWorker(workerId));
        return known == null ? add(ofWorker(workerId)) : known;
    }

    private int waitingFor(String workerId) {
        LaneQueue own = lanes.get(ofWorker(workerId));
        return own == null ? 0 : own.size();
    }

    /** Returns the tasks that wait for this worker because it was chosen for them. */
    List<StoredTask> chosenFor(String workerId) {
        LaneQueue own = lanes.get(ofWorker(workerId));
        return own == null
                ? List.of()
                : own.tasks().stream().filter(task -> task.lane != own).toList();
    }

    private static LaneQueue.Key ofWorker(String workerId) {
        return new LaneQueue.Key("", NONE, Optional.of(workerId));
    }

    private LaneQueue add(LaneQueue.Key key) {
        LaneQueue lane = new LaneQueue(key);
        lanes.put(key, lane);
        profiles.values().forEach(profile -> connect(profile, lane));
        return lane;
    }

    Profile profileOf(WorkerInfo worker) {
        return profiles.computeIfAbsent(Profile.Key.of(worker), key -> {
            Profile profile = new Profile(key);
            lanes.values().forEach(lane -> connect(profile, lane));
            return profile;
        });
    }

    private static void connect(Profile profile, LaneQueue lane) {
        if (profile.serves(lane.key)) {
            profile.lanes.add(lane);
            lane.profiles.add(profile);
        }
    }

    /** Returns the task that this worker is to take next. */
    @Nullable
    StoredTask headFor(WorkerRecord worker) {
        LaneQueue own = lanes.get(ofWorker(worker.info.id()));
        StoredTask best = own == null ? null : own.head();
        for (LaneQueue lane : worker.profile.lanes) {
            StoredTask head = lane.head();
            if (head != null && LaneQueue.before(head, best)) {
                best = head;
            }
        }
        return best;
    }

    /**
     * Returns the task that this worker may take in a pause: the approval of its own id, as somebody decides it, if that is the
     * first of the tasks that are placed on it. One with an allowance waits, as its claim may put it off.
     */
    @Nullable
    StoredTask approvalFor(WorkerRecord worker) {
        LaneQueue own = lanes.get(ofWorker(worker.info.id()));
        StoredTask head = own == null ? null : own.head();
        return head != null
                        && head.task.id().equals(worker.info.id())
                        && head.task.type().equals(Workflows.APPROVAL_TYPE)
                        && head.task.allowance().isEmpty()
                ? head
                : null;
    }

    /** Wakes one waiting worker that serves the lane, if there is one, and returns whether it did. */
    boolean wake(LaneQueue lane, Map<String, WorkerRecord> workers, DeferredNotifications notifications) {
        if (lane.key.workerId().isPresent()) {
            WorkerRecord worker = workers.get(lane.key.workerId().get());
            return worker != null && worker.profile.waiting.remove(worker) && signal(worker, notifications);
        }
        for (Profile profile : lane.profiles) {
            WorkerRecord waiting = profile.takeWaiting();
            if (waiting != null) {
                return signal(waiting, notifications);
            }
        }
        return false;
    }

    private static boolean signal(WorkerRecord worker, DeferredNotifications notifications) {
        worker.signal(WorkerSignal.WorkAvailable.INSTANCE, notifications);
        return true;
    }

    /** Wakes as many waiting workers as there are tasks for them. */
    void wakeAll(Map<String, WorkerRecord> workers, DeferredNotifications notifications) {
        for (LaneQueue lane : lanes.values()) {
            int left = lane.size();
            while (left > 0 && wake(lane, workers, notifications)) {
                left--;
            }
        }
    }

    /** Wakes one waiting worker for each lane that has tasks: one that was woken before may not have come. */
    void wakeAgain(Map<String, WorkerRecord> workers, DeferredNotifications notifications) {
        for (LaneQueue lane : lanes.values()) {
            if (lane.size() > 0) {
                wake(lane, workers, notifications);
            }
        }
    }

    Collection<LaneQueue> all() {
        return lanes.values();
    }

    /** Removes lanes whose tasks have all ended, and profiles that no worker has. */
    void prune(Collection<WorkerRecord> workers, long now) {
        placement.prune(now);
        lanes.values().removeIf(lane -> {
            boolean unused = lane.live == 0 && lane.size() == 0;
            if (unused) {
                lane.profiles.forEach(profile -> profile.lanes.remove(lane));
            }
            return unused;
        });
        profiles.values().removeIf(profile -> {
            boolean unused = workers.stream().noneMatch(worker -> worker.profile == profile);
            if (unused) {
                profile.lanes.forEach(lane -> lane.profiles.remove(profile));
            }
            return unused;
        });
    }
}
