package io.codefleet.faults.schedule;

import static io.codefleet.faults.schedule.Domain.CLIENT;
import static io.codefleet.faults.schedule.Domain.LINK;
import static io.codefleet.faults.schedule.Domain.LOAD;
import static io.codefleet.faults.schedule.Domain.REDIS;
import static io.codefleet.faults.schedule.Domain.WORKER;

import io.codefleet.faults.environment.TestEnvironment;
import io.codefleet.faults.process.TaskBehavior;
import io.codefleet.redis.test.TcpProxy.Direction;
import java.time.Duration;

/** Fault of a fleet. A lease lasts 1.5 seconds, a call to the broker may take 2. */
public enum Fault {
    /** A worker's process dies without a word ({@code kill -9}). */
    KILL_WORKER(WORKER, 0, 0, ProcessFaults.killed(TestEnvironment::workers)),
    /** A worker leaves in good order ({@code SIGTERM}), and another takes its place. */
    DRAIN_WORKER(WORKER, 0, 0, ProcessFaults.terminated(TestEnvironment::workers)),
    /** A worker stands still for less than its lease. */
    FREEZE_WORKER_BRIEFLY(WORKER, 200, 1_000, ProcessFaults.frozen(TestEnvironment::workers)),
    /** A worker stands still until its leases are gone, and then reports. */
    FREEZE_WORKER_BEYOND_LEASE(WORKER, 2_500, 4_500, ProcessFaults.frozen(TestEnvironment::workers)),
    /** A worker leaves, and its place stays empty for a time. */
    WORKER_LEAVES_AND_JOINS(WORKER, 1_000, 3_000, ProcessFaults.away(TestEnvironment::workers)),
    /** A worker's wall clock is an hour ahead. */
    CLOCK_AHEAD(WORKER, 3_000, 6_000, ProcessFaults.wrongClock("+1h")),
    /** A worker's wall clock is an hour behind. */
    CLOCK_BEHIND(WORKER, 3_000, 6_000, ProcessFaults.wrongClock("-1h")),

    /** A client's process dies without a word. */
    KILL_CLIENT(CLIENT, 0, 0, ProcessFaults.killed(TestEnvironment::clients)),
    /** A client stands still. */
    FREEZE_CLIENT(CLIENT, 500, 4_000, ProcessFaults.frozen(TestEnvironment::clients)),
    /** A client submits and dies before it has read the answer; its next life submits the same again. */
    CRASH_AFTER_SUBMIT(CLIENT, 0, 0, LoadFaults.crash()),
    /** A client reads nothing while much is published to it, until Redis drops it. */
    SLOW_SUBSCRIBER(CLIENT, 1_500, 3_000, ProcessFaults.slowSubscriber()),

    /** Redis dies ({@code kill -9}) and comes back with its append-only file. */
    KILL_REDIS(REDIS, 0, 1_500, ServerFaults.killed()),
    /** Redis is restarted in good order. */
    RESTART_REDIS(REDIS, 0, 0, ServerFaults.restarted()),
    /** Redis stands still for less than a lease. */
    FREEZE_REDIS_BRIEFLY(REDIS, 200, 1_000, ServerFaults.frozen()),
    /** Redis stands still for longer than leases and calls last. */
    FREEZE_REDIS_LONG(REDIS, 3_000, 5_000, ServerFaults.frozen()),
    /** Redis forgets its scripts. */
    FLUSH_SCRIPTS(REDIS, 0, 0, ServerFaults.answers("SCRIPT", "FLUSH")),
    /** Redis closes all connections that give commands. */
    KILL_COMMAND_CONNECTIONS(REDIS, 0, 0, ServerFaults.answers("CLIENT", "KILL", "TYPE", "normal")),
    /** Redis closes all connections that hear messages. */
    KILL_MESSAGE_CONNECTIONS(REDIS, 0, 0, ServerFaults.answers("CLIENT", "KILL", "TYPE", "pubsub")),
    /** Redis closes the connection on which one worker waits. */
    KILL_ONE_BLOCKED_CONNECTION(REDIS, 0, 0, ServerFaults.blockedClients("CLIENT", "KILL", "ID")),
    /** Redis ends a worker's wait early. */
    UNBLOCK(REDIS, 0, 0, ServerFaults.blockedClients("CLIENT", "UNBLOCK")),
    /** Redis answers nobody, though it runs. */
    PAUSE_CLIENTS(REDIS, 500, 3_000, ServerFaults.pausesClients()),
    /** Redis has no memory left to write. */
    MEMORY_FULL(REDIS, 500, 3_000, ServerFaults.set("maxmemory", "1", "0")),
    /** Redis is a replica for a time, as in a failover, and takes no writes. */
    READ_ONLY(REDIS, 500, 3_000, ServerFaults.replica()),
    /** Redis has too few replicas to take writes. */
    TOO_FEW_REPLICAS(REDIS, 500, 2_000, ServerFaults.set("min-replicas-to-write", "3", "0")),
    /** A slow script holds Redis, which says that it is busy. */
    BUSY_SCRIPT(REDIS, 0, 0, ServerFaults.busy()),
    /** Redis writes a snapshot. */
    SAVE_SNAPSHOT(REDIS, 0, 0, ServerFaults.answers("BGSAVE")),
    /** Redis rewrites its append-only file. */
    REWRITE_LOG(REDIS, 0, 0, ServerFaults.answers("BGREWRITEAOF")),
    /** The wake-ups of workers are lost. */
    DELETE_WAKE_UPS(REDIS, 0, 0, ServerFaults.deletesInboxes()),

    /** All connections are cut. */
    CUT(LINK, 0, 0, NetworkFaults.cut()),
    /** Every second connection is cut. */
    CUT_HALF(LINK, 0, 0, NetworkFaults.cutHalf()),
    /** Everything comes 200 milliseconds later. */
    DELAY(LINK, 1_000, 4_000, NetworkFaults.delayed(Duration.ofMillis(200))),
    /** Everything comes two seconds later, too late for most calls. */
    LONG_DELAY(LINK, 2_000, 4_000, NetworkFaults.delayed(Duration.ofSeconds(2))),
    /** What is said to Redis is lost; connections stay open. */
    HALF_OPEN_TO_SERVER(LINK, 500, 4_000, NetworkFaults.swallowed(Direction.TO_SERVER)),
    /** What Redis answers is lost; connections stay open. */
    HALF_OPEN_TO_CLIENT(LINK, 500, 4_000, NetworkFaults.swallowed(Direction.TO_CLIENT)),
    /** What Redis answers in a moment is lost, and the connections are cut: all that was called is called again. */
    LOSE_ANSWERS(LINK, 20, 150, NetworkFaults.answersLost()),
    /** Everything is held back, and then comes at once. */
    SPLIT_THAT_HEALS(LINK, 500, 3_000, NetworkFaults.held()),
    /** Nobody is let in. */
    REFUSE_CONNECTIONS(LINK, 500, 4_000, NetworkFaults.refused()),
    /** The line carries little. */
    THROTTLE(LINK, 1_000, 3_000, NetworkFaults.throttled(20_000)),

    /** Two clients submit the same tasks at once. */
    DUPLICATE_SUBMITS(LOAD, 0, 0, LoadFaults.shared(TaskBehavior.WORK, 40)),
    /** Two clients submit different tasks under the same ids. */
    DISPUTED_IDS(LOAD, 0, 0, LoadFaults.shared(TaskBehavior.DISPUTED, 20)),
    /** Tasks run for longer than a lease, and whatever else befalls the fleet befalls them. */
    SLOW_HANDLERS(LOAD, 0, 0, LoadFaults.of(TaskBehavior.SLOW, 12)),
    /** Handlers throw. */
    HANDLERS_THROW(LOAD, 0, 0, LoadFaults.of(TaskBehavior.THROWS, 30)),
    /** Handlers fail for good. */
    HANDLERS_GIVE_UP(LOAD, 0, 0, LoadFaults.of(TaskBehavior.HOPELESS, 15)),
    /** Handlers are rate-limited and must retry later. */
    HANDLERS_RATE_LIMITED(LOAD, 0, 0, LoadFaults.of(TaskBehavior.RATE_LIMITED, 30)),
    /** Handlers hang, and keep running for a time after a request to stop. */
    HANDLERS_HANG(LOAD, 0, 0, LoadFaults.of(TaskBehavior.HANGS, 8)),
    /** A handler blocks its worker for longer than a lease, whose reports are then late. */
    HANDLER_BLOCKS_WORKER(LOAD, 0, 0, LoadFaults.of(TaskBehavior.BLOCKS, 1)),
    /** A task kills the process of the worker that runs it. */
    TASK_KILLS_WORKER(LOAD, 0, 0, LoadFaults.of(TaskBehavior.KILLS, 1)),
    /** Many tasks become due at about the same time. */
    MANY_DELAYED(LOAD, 0, 0, LoadFaults.of(TaskBehavior.DELAYED, 50)),
    /** Urgent tasks flood the fleet. */
    PRIORITY_FLOOD(LOAD, 0, 0, LoadFaults.of(TaskBehavior.URGENT, 80)),
    /** Large results come. */
    LARGE_RESULTS(LOAD, 0, 0, LoadFaults.of(TaskBehavior.LARGE, 40)),
    /** Tasks are submitted that are too large. */
    OVERSIZED_TASKS(LOAD, 0, 0, LoadFaults.of(TaskBehavior.OVERSIZED, 3)),
    /** Tasks are submitted where no more may wait. */
    QUEUE_FULL(LOAD, 0, 0, LoadFaults.crowd(20)),
    /** Random tasks are cancelled. */
    CANCEL_SOME(LOAD, 0, 0, LoadFaults.cancel("any")),
    /** Parents are submitted, and cancelled while their children run. */
    CANCEL_PARENTS(LOAD, 100, 300, LoadFaults.cancelledParents()),
    /** A namespace is paused. */
    PAUSE_NAMESPACE(LOAD, 500, 3_000, LoadFaults.pausedNamespace()),
    /** Operators lower or raise the concurrency of workers. */
    CHANGE_CONCURRENCY(LOAD, 1_000, 2_000, LoadFaults.concurrency()),
    /** Operators pause workers for a time. */
    PAUSE_WORKERS(LOAD, 500, 2_000, LoadFaults.pausedWorkers());

    private final Domain domain;
    private final long shortest;
    private final long longest;

    @SuppressWarnings("ImmutableEnumChecker") // effects hold no state
    private final Effect effect;

    Fault(Domain domain, long shortestMillis, long longestMillis, Effect effect) {
        this.domain = domain;
        this.shortest = shortestMillis;
        this.longest = longestMillis;
        this.effect = effect;
    }

    Domain domain() {
        return domain;
    }

    /** Returns how long the fault lasts, for a share from 0 to 1 of its range. */
    Duration lasts(double share) {
        return Duration.ofMillis(shortest + Math.round(share * (longest - shortest)));
    }

    Effect effect() {
        return effect;
    }
}
