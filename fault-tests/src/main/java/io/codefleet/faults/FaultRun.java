package io.codefleet.faults;

import io.codefleet.Codefleet;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.faults.checker.Checker;
import io.codefleet.faults.checker.FinalState;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: starts a fleet on Redis, lets a schedule of faults befall it, heals everything, waits for rest, and checks. */
public final class FaultRun {
    private static final Logger log = LoggerFactory.getLogger(FaultRun.class);
    private static final Duration START = Duration.ofSeconds(3);

    private static final Set<WorkerState> AT_WORK = EnumSet.of(WorkerState.ONLINE, WorkerState.BUSY);

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
        List<String> faults = steps.stream().map(step -> step.fault().name()).toList();
        return new RunReport(options.seed(), options.replay(), options.folder(), faults, entries, violations);
    }

    /** Undoes what an operator's lost call may have left, and waits until all workers are there to hear of it. */
    private static void heal(Site site) {
        for (String namespace : Site.NAMESPACES) {
            Codefleet operator = site.operator(namespace);
            long expected = site.workers().stream()
                    .filter(worker -> worker.name().startsWith(namespace))
                    .count();
            Rest.until("namespace " + namespace + " is resumed", () -> {
                Watch.get(operator.resume());
                return true;
            });
            Rest.until("the workers of " + namespace + " are at work", () -> areAtWork(operator, expected));
        }
    }

    private static boolean areAtWork(Codefleet operator, long expected) {
        Watch.get(operator.commandAll(WorkerCommand.of(WorkerCommand.RESUME)));
        List<WorkerInfo> workers = Watch.get(operator.workers());
        return workers.stream()
                        .filter(worker -> AT_WORK.contains(worker.state()))
                        .count()
                == expected;
    }

    /** Lets the clients see the end of all they have begun. */
    private static void finish(Site site) {
        site.clients().forEach(Slot::retire);
        site.clients().forEach(client -> client.say("finish"));
        boolean finished = Rest.until(
                "the clients have seen the end of everything",
                () -> site.clients().stream().allMatch(Slot::isEmpty));
        log.info(finished ? "the clients are done" : "some clients still wait");
    }

    private static List<FinalState> read(Site site) {
        return Site.NAMESPACES.stream()
                .map(namespace -> Rest.of(namespace, site.operator(namespace)))
                .toList();
    }

    private static void retire(List<Slot> slots) {
        slots.forEach(Slot::retire);
        slots.forEach(Slot::terminate);
        Rest.until("the workers have left", () -> slots.stream().allMatch(Slot::isEmpty));
    }
}
