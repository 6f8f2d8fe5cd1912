package io.codefleet.faults.memory;

import io.codefleet.WorkerCommand;
import java.util.Random;
import java.util.function.BiConsumer;

/** Fault of a fleet in one JVM. */
enum MemoryFault {
    /** The answers to a worker's claims and reports are lost: what was done is not known. */
    LOSE_REPORT_ANSWERS((site, random) -> site.aWorker(random).disturb(500, line -> {
        line.loseAnswers("report");
        line.loseAnswers("claim");
    })),
    /** A worker's claims and reports do not arrive. */
    LOSE_REPORTS((site, random) -> site.aWorker(random).disturb(500, line -> {
        line.loseCalls("report");
        line.loseCalls("claim");
    })),
    /** A worker's renewals do not arrive: its leases are lost while it works on, and its reports are late. */
    LOSE_RENEWALS((site, random) -> site.aWorker(random).disturb(3_000, line -> line.loseCalls("renew"))),
    /** A worker's leases are renewed, and it does not hear of it. */
    LOSE_RENEWAL_ANSWERS((site, random) -> site.aWorker(random).disturb(3_000, line -> line.loseAnswers("renew"))),
    /** A worker is not heard of. */
    LOSE_HEARTBEATS((site, random) -> site.aWorker(random).disturb(3_000, line -> line.loseCalls("heartbeat"))),
    /** A worker's wake-ups are lost. */
    LOSE_WAKE_UPS((site, random) -> site.aWorker(random).disturb(2_000, line -> line.loseAnswers("receive"))),
    /** A worker is cut off for longer than a lease, and comes back. */
    CUT_WORKER_OFF((site, random) -> site.aWorker(random).disturb(3_000, line -> line.loseCalls("*"))),
    /** The answers to a client's submits are lost. */
    LOSE_SUBMIT_ANSWERS((site, random) -> site.aClient(random).disturb(500, line -> line.loseAnswers("submit"))),
    /** A client cannot ask for outcomes. */
    LOSE_POLLS((site, random) -> site.aClient(random).disturb(1_000, line -> line.loseCalls("follow"))),
    /** A client is cut off. */
    CUT_CLIENT_OFF((site, random) -> site.aClient(random).disturb(2_000, line -> line.loseCalls("*"))),
    /** Maintenance is not done by this process; others do it. */
    LOSE_MAINTENANCE((site, random) -> site.aWorker(random).disturb(3_000, line -> line.loseCalls("runMaintenance"))),
    /** A worker leaves in good order, and another joins. */
    WORKER_LEAVES((site, random) -> site.replaceWorker(random, false)),
    /** A worker vanishes for ever, and another joins. */
    WORKER_VANISHES((site, random) -> site.replaceWorker(random, true)),
    /** Two clients submit the same tasks. */
    DUPLICATE_SUBMITS((site, random) -> site.commandAll("submit a-shared work 30 " + site.number())),
    /** Two clients submit different tasks under the same ids. */
    DISPUTED_IDS((site, random) -> site.commandAll("submit a-shared disputed 15 " + site.number())),
    /** Handlers throw. */
    HANDLERS_THROW((site, random) -> site.submit(random, "throws 20 ")),
    /** Handlers fail for good. */
    HANDLERS_GIVE_UP((site, random) -> site.submit(random, "hopeless 10 ")),
    /** Handlers are rate-limited and must retry later. */
    HANDLERS_RATE_LIMITED((site, random) -> site.submit(random, "rate_limited 20 ")),
    /** Handlers hang, and keep running for a time after a request to stop. */
    HANDLERS_HANG((site, random) -> site.submit(random, "hangs 6 ")),
    /** Tasks run for longer than a lease. */
    SLOW_HANDLERS((site, random) -> site.submit(random, "slow 8 ")),
    /** A handler blocks an event loop for longer than a lease. */
    HANDLER_BLOCKS_WORKER((site, random) -> site.submit(random, "blocks 1 ")),
    /** Many tasks become due at about the same time. */
    MANY_DELAYED((site, random) -> site.submit(random, "delayed 40 ")),
    /** Urgent tasks flood the fleet. */
    PRIORITY_FLOOD((site, random) -> site.submit(random, "urgent 60 ")),
    /** Tasks are submitted that are too large. */
    OVERSIZED_TASKS((site, random) -> site.submit(random, "oversized 3 ")),
    /** Tasks are submitted where no more may wait. */
    QUEUE_FULL((site, random) -> site.aClient(random).command("crowd 15 " + site.number())),
    /** Random tasks are cancelled. */
    CANCEL_SOME((site, random) -> site.aClient(random).command("cancel 8 " + random.nextInt() + " any")),
    /** Parents are submitted, and some of them cancelled. */
    CANCEL_PARENTS((site, random) -> {
        site.submit(random, "parent 6 ");
        site.commandAll("cancel 4 " + random.nextInt() + " parent");
    }),
    /** The namespace is paused. */
    PAUSE_NAMESPACE((site, random) -> {
        site.operator().pause();
        site.later(1_000, site.operator()::resume);
    }),
    /** Operators lower or raise the concurrency of workers. */
    CHANGE_CONCURRENCY(
            (site, random) -> site.operator().commandAll(WorkerCommand.setConcurrency(1 + random.nextInt(16))));

    @SuppressWarnings("ImmutableEnumChecker") // effects hold no state
    private final BiConsumer<MemoryEnvironment, Random> effect;

    MemoryFault(BiConsumer<MemoryEnvironment, Random> effect) {
        this.effect = effect;
    }

    void befall(MemoryEnvironment site, Random random) {
        effect.accept(site, random);
    }
}
