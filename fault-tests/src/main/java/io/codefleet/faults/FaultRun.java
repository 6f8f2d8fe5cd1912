package io.codefleet.faults;

import io.codefleet.Codefleet;
import io.codefleet.FleetStats;
import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.faults.checker.Checker;
import io.codefleet.faults.checker.FinalState;
import io.codefleet.faults.checker.FinalTask;
import io.codefleet.faults.checker.Violation;
import io.codefleet.faults.history.Entry;
import io.codefleet.faults.history.Histories;
import io.codefleet.faults.history.History;
import io.codefleet.faults.schedule.Player;
import io.codefleet.faults.schedule.Schedule;
import io.codefleet.faults.schedule.Step;
import io.codefleet.faults.site.Site;
import io.codefleet.faults.site.Slot;
import io.codefleet.faults.site.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: starts a fleet on Redis, lets a schedule of faults befall it, heals everything, waits for rest, and checks. */
public final class FaultRun {
    private static final Logger log = LoggerFactory.getLogger(FaultRun.class);
    private static final Duration START = Duration.ofSeconds(3);
    /** How long the fleet may need to come to rest when nothing disturbs it any more. */
    private static final Duration REST_LIMIT = Duration.ofSeconds(90);

    private static final Set<WorkerState> AT_WORK = EnumSet.of(WorkerState.ONLINE, WorkerState.BUSY);
    private static final int READ_AT_ONCE = 200;

    private final FaultRunOptions options;

    private FaultRun(FaultRunOptions options) {
        this.options = options;
    }

    /** Makes the run, on this thread, and tells how it went. */
    public static RunReport make(FaultRunOptions options) {
        log.info("seed {}; replay: {}", options.seed(), options.replay());
        return new FaultRun(options).make();
    }

    private RunReport make() {
        List<Step> steps = Schedule.of(options.seed(), options.duration(), options.every());
        List<FinalState> finals;
        try (History history = History.of("run", options.folder());
                Site site = Site.open(options.folder(), history, options.size())) {
            Thread hook = new Thread(site::close);
            Runtime.getRuntime().addShutdownHook(hook);
            Thread.sleep(START.toMillis());
            new Player(site, history).play(steps);
            heal(site);
            finish(site);
            finals = read(site);
            retire(site.workers());
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault could not be brought about", e);
        }
        List<Entry> entries = Histories.readAll(options.folder());
        List<Violation> violations = Checker.check(entries, finals);
        return new RunReport(options, steps, entries, violations);
    }

    /** Undoes what an operator's lost call may have left, and waits until all workers are there to hear of it. */
    private static void heal(Site site) {
        for (String namespace : Site.NAMESPACES) {
            Codefleet operator = site.operator(namespace);
            long expected = site.workers().stream()
                    .filter(worker -> worker.name().startsWith(namespace))
                    .count();
            until("namespace " + namespace + " is resumed", () -> succeeds(() -> Watch.get(operator.resume())));
            until("the workers of " + namespace + " are at work", () -> areAtWork(operator, expected));
        }
    }

    private static boolean areAtWork(Codefleet operator, long expected) {
        try {
            Watch.get(operator.commandAll(WorkerCommand.of(WorkerCommand.RESUME)));
            List<WorkerInfo> workers = Watch.get(operator.workers());
            return workers.stream()
                            .filter(worker -> AT_WORK.contains(worker.state()))
                            .count()
                    == expected;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Lets the clients see the end of all they have begun, and the queues run empty. */
    private static void finish(Site site) {
        site.clients().forEach(Slot::retire);
        site.clients().forEach(client -> client.say("finish"));
        boolean finished = until(
                "the clients have seen the end of everything",
                () -> site.clients().stream().allMatch(Slot::isEmpty));
        for (String namespace : Site.NAMESPACES) {
            until(
                    "namespace " + namespace + " is at rest",
                    () -> isAtRest(Watch.get(site.operator(namespace).stats())));
        }
        log.info(finished ? "the clients are done" : "some clients still wait");
    }

    private static boolean isAtRest(FleetStats stats) {
        return stats.queued() + stats.delayed() + stats.running() == 0;
    }

    private static void retire(List<Slot> slots) {
        slots.forEach(Slot::retire);
        slots.forEach(Slot::terminate);
        until("the workers have left", () -> slots.stream().allMatch(Slot::isEmpty));
    }

    private static List<FinalState> read(Site site) {
        List<FinalState> finals = new ArrayList<>();
        for (String namespace : Site.NAMESPACES) {
            Codefleet fleet = site.operator(namespace);
            finals.add(new FinalState(namespace, tasks(fleet), Watch.get(fleet.stats())));
        }
        return finals;
    }

    private static List<FinalTask> tasks(Codefleet fleet) {
        List<FinalTask> tasks = new ArrayList<>();
        TaskQuery query = new TaskQuery(TaskQuery.ALL.statuses(), Optional.empty(), READ_AT_ONCE, Optional.empty());
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            Page<TaskSummary> page = Watch.get(fleet.tasks(query));
            page.items().stream()
                    .map(item -> fleet.task(item.id()))
                    .toList()
                    .forEach(found -> Watch.get(found).map(FinalTask::of).ifPresent(tasks::add));
            next = page.next();
            query = next.isPresent() ? query.from(next.get()) : query;
        }
        return tasks;
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Waits, but not for ever: what has not come by then the checker finds. */
    private static boolean until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + REST_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                log.warn("waited {} s in vain until {}", REST_LIMIT.toSeconds(), what);
                return false;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
