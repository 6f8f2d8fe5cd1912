package io.codefleet.faults;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.faults.checker.Checker;
import io.codefleet.faults.checker.FinalState;
import io.codefleet.faults.checker.Violation;
import io.codefleet.faults.environment.LeaderTerm;
import io.codefleet.faults.environment.NamespaceObserver;
import io.codefleet.faults.environment.ProcessSlot;
import io.codefleet.faults.environment.TestEnvironment;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.Histories;
import io.codefleet.faults.history.History;
import io.codefleet.faults.history.HistoryEntry;
import io.codefleet.faults.schedule.FaultInjector;
import io.codefleet.faults.schedule.FaultSchedule;
import io.codefleet.faults.schedule.ScheduledFault;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: starts a fleet, injects a schedule of faults, heals everything, waits for quiescence, and checks. */
public final class FaultRun {
    private static final Logger log = LoggerFactory.getLogger(FaultRun.class);
    private static final Set<WorkerState> AT_WORK = EnumSet.of(WorkerState.ONLINE, WorkerState.BUSY);

    private static final String LED = TestEnvironment.NAMESPACES.get(0);

    private final FaultRunOptions options;
    private final Opener opener;

    private FaultRun(FaultRunOptions options, Opener opener) {
        this.options = options;
        this.opener = opener;
    }

    /** Makes the run on Redis, on this thread, and reports it. */
    public static RunReport make(FaultRunOptions options) {
        log.info("seed {}; replay: {}", options.seed(), options.replay());
        return new FaultRun(options, TestEnvironment::onRedis)
                .make(FaultSchedule.of(options.seed(), options.duration(), options.every()));
    }

    /** Makes the run on a folder, on this thread, and reports it. */
    public static RunReport makeOnFolder(FaultRunOptions options) {
        log.info("seed {} on a folder", options.seed());
        return new FaultRun(options, TestEnvironment::onFolder)
                .make(FaultSchedule.withoutServer(options.seed(), options.duration(), options.every()));
    }

    /** Makes the run on NATS JetStream, on this thread, and returns its report. */
    public static RunReport makeOnNats(FaultRunOptions options) {
        log.info("seed {} on NATS", options.seed());
        return new FaultRun(options, TestEnvironment::onNats)
                .make(FaultSchedule.ofServer(options.seed(), options.duration(), options.every()));
    }

    /** Makes the run on three servers of NATS JetStream, on this thread, and returns its report. */
    public static RunReport makeOnNatsCluster(FaultRunOptions options) {
        log.info("seed {} on three NATS servers", options.seed());
        return new FaultRun(options, TestEnvironment::onNatsCluster)
                .make(FaultSchedule.ofServer(options.seed(), options.duration(), options.every()));
    }

    /** Makes the run behind a gateway, over a folder, on this thread, and reports it. */
    public static RunReport makeOnGateway(FaultRunOptions options) {
        log.info("seed {} behind a gateway", options.seed());
        return new FaultRun(options, TestEnvironment::onGateway)
                .make(FaultSchedule.ofServer(options.seed(), options.duration(), options.every()));
    }

    /** Makes the run on RabbitMQ, on this thread, and reports it. */
    public static RunReport makeOnRabbit(FaultRunOptions options) {
        log.info("seed {} on RabbitMQ", options.seed());
        return new FaultRun(options, TestEnvironment::onRabbit)
                .make(FaultSchedule.ofServer(options.seed(), options.duration(), options.every()));
    }

    /** Makes the run on Kafka, on this thread, and reports it. */
    public static RunReport makeOnKafka(FaultRunOptions options) {
        log.info("seed {} on Kafka", options.seed());
        return new FaultRun(options, TestEnvironment::onKafka)
                .make(FaultSchedule.ofServer(options.seed(), options.duration(), options.every()));
    }

    /** Starts the environment of a run. */
    private interface Opener {
        TestEnvironment open(Path folder, History history, TestEnvironment.Size size);
    }

    private RunReport make(List<ScheduledFault> steps) {
        List<FinalState> finals;
        Set<String> leaders;
        try (History history = History.of("run", options.folder());
                TestEnvironment environment = opener.open(options.folder(), history, options.size())) {
            Thread hook = new Thread(environment::close);
            Runtime.getRuntime().addShutdownHook(hook);
            awaitWork(environment);
            new FaultInjector(environment, history).play(steps);
            killLeader(environment, history);
            heal(environment);
            // Later ones lead as others leave in good order.
            leaders = leaders();
            finish(environment);
            finals = read(environment);
            retire(environment.workers());
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault could not be brought about", e);
        }
        List<HistoryEntry> entries = Histories.readAll(options.folder());
        List<Violation> violations = Checker.check(entries, finals);
        List<String> faults = steps.stream().map(step -> step.fault().name()).toList();
        return new RunReport(options.seed(), options.replay(), options.folder(), faults, entries, violations, leaders);
    }

    /** Returns the processes that have led the first namespace. */
    private Set<String> leaders() {
        return LeaderTerm.readAll(options.folder(), LED).stream()
                .map(LeaderTerm::process)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Kills the process that leads the first namespace if no fault has hit a leader, so that each run has lost one. */
    private void killLeader(TestEnvironment environment, History history) {
        Set<String> leaders = leaders();
        if (leaders.size() == 1) {
            String leader = leaders.iterator().next();
            history.write(EventType.FAULT, "KILL_LEADER " + leader);
            environment.slotOf(leader).ifPresent(ProcessSlot::kill);
        }
    }

    /** Waits until all workers work and a task has ended in each namespace, so that each fault hits a running fleet. */
    private static void awaitWork(TestEnvironment environment) {
        for (String namespace : TestEnvironment.NAMESPACES) {
            CodefleetClient operator = environment.operator(namespace);
            long expected = environment.workersOf(namespace);
            boolean works = Quiescence.until(
                    "the fleet of " + namespace + " works",
                    () -> atWork(operator) == expected
                            && NamespaceObserver.get(operator.stats()).completed() > 0);
            if (!works) {
                throw new IllegalStateException("the fleet of " + namespace + " did not begin to work");
            }
        }
    }

    /** Undoes what an operator's lost call may have left, and waits until all workers are there to hear of it. */
    private static void heal(TestEnvironment environment) {
        for (String namespace : TestEnvironment.NAMESPACES) {
            CodefleetClient operator = environment.operator(namespace);
            long expected = environment.workersOf(namespace);
            Quiescence.until("namespace " + namespace + " is resumed", () -> {
                NamespaceObserver.get(operator.resume());
                return true;
            });
            Quiescence.until("the workers of " + namespace + " are at work", () -> areAtWork(operator, expected));
        }
    }

    private static boolean areAtWork(CodefleetClient operator, long expected) {
        NamespaceObserver.get(operator.commandAll(WorkerCommand.of(WorkerCommand.RESUME)));
        return atWork(operator) == expected;
    }

    private static long atWork(CodefleetClient operator) {
        List<WorkerInfo> workers = NamespaceObserver.get(operator.workers());
        return workers.stream()
                .filter(worker -> AT_WORK.contains(worker.state()))
                .count();
    }

    /** Waits until the clients have seen the end of all tasks that they have begun. */
    private static void finish(TestEnvironment environment) {
        environment.clients().forEach(ProcessSlot::retire);
        environment.clients().forEach(client -> client.send("finish"));
        boolean finished = Quiescence.until(
                "the clients have seen the end of everything",
                () -> environment.clients().stream().allMatch(ProcessSlot::isEmpty));
        log.info(finished ? "the clients are done" : "some clients still wait");
    }

    private static List<FinalState> read(TestEnvironment environment) {
        return TestEnvironment.NAMESPACES.stream()
                .map(namespace -> Quiescence.of(namespace, environment.operator(namespace)))
                .toList();
    }

    private static void retire(List<ProcessSlot> slots) {
        slots.forEach(ProcessSlot::retire);
        slots.forEach(ProcessSlot::terminate);
        Quiescence.until("the workers have left", () -> slots.stream().allMatch(ProcessSlot::isEmpty));
    }
}
