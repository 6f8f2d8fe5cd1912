package io.codefleet.broker.inmemory.internal;

import io.codefleet.Allowance;
import io.codefleet.AuditAction;
import io.codefleet.AuditNote;
import io.codefleet.Budget;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.ErrorKind;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.Progress;
import io.codefleet.SubmitRate;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.error.LeaseLostException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Does steps of all kinds on a store, by a seed. */
final class RandomSteps implements Follower {
    private final Random random;
    private final NamespaceStore store;
    private final CodefleetOptions options;
    private final List<Lease> leases = new ArrayList<>();
    private int tasks;

    RandomSteps(long seed, NamespaceStore store) {
        this.random = new Random(seed);
        this.store = store;
        CodefleetOptions defaults = CodefleetOptions.of("memory:steps").actor("ann");
        this.options = defaults.limits(defaults.limits()
                .maxEvents(40)
                .maxAuditEntries(30)
                .retention(Duration.ofMinutes(5))
                .submitRate(SubmitRate.perSecond(1000)));
    }

    @Override
    public void outcomes(List<Outcome> outcomes) {}

    @Override
    public void progress(Progress progress) {}

    @Override
    public void log(LogLines lines) {}

    void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> submit();
            case 3, 4 -> claim();
            case 5, 6 -> report();
            case 7 -> store.cancel("t" + random.nextInt(tasks + 1), "no longer needed", options);
            case 8 -> store.runMaintenance(options.limits());
            case 9 -> heartbeat();
            case 10 -> rare();
            default -> checkpoint();
        }
    }

    private String worker() {
        return "w" + random.nextInt(3);
    }

    private void submit() {
        Task task = Task.of(tasks % 2 == 0 ? "do it" : "do it again ".repeat(20))
                .id("t" + tasks)
                .type(random.nextBoolean() ? "code" : "review");
        tasks++;
        task = switch (random.nextInt(7)) {
            case 0 -> task.concurrency("key", 2);
            case 1 -> task.placement(Placement.worker(worker()));
            case 2 -> task.placement(Placement.roundRobin());
            case 3 -> task.delay(Duration.ofSeconds(random.nextInt(100)));
            case 4 -> task.allowance(new Allowance("all", Budget.UNLIMITED, Budget.cost("0.50")));
            case 5 -> task.parent("t" + random.nextInt(tasks));
            default -> task.priority(random.nextInt(5));
        };
        store.submit(List.of(task), this, options, AuditAction.SUBMITTED);
    }

    private void claim() {
        ClaimRequest request = ClaimRequest.of(worker(), 1 + random.nextInt(3), Duration.ofSeconds(20));
        store.claim(request, options.limits()).stream().map(Assignment::lease).forEach(leases::add);
    }

    private void report() {
        if (leases.isEmpty()) {
            return;
        }
        Lease lease = leases.remove(random.nextInt(leases.size()));
        Usage usage = Usage.builder()
                .inputTokens(1)
                .outputTokens(2)
                .reasoningTokens(3)
                .cacheReadTokens(4)
                .cacheWriteTokens(5)
                .cost(new BigDecimal("0.01"))
                .build();
        AttemptReport report = switch (random.nextInt(4)) {
            case 0 -> new AttemptReport.Completed(lease, TaskResult.text("done").usage(usage));
            case 1 ->
                new AttemptReport.Failed(
                        lease,
                        TaskError.of(ErrorKind.TRANSIENT, "try again"),
                        Optional.of(Duration.ofSeconds(random.nextInt(3))),
                        usage);
            case 2 -> new AttemptReport.Released(lease, usage);
            default -> new AttemptReport.Cancelled(lease, "stopped", usage);
        };
        store.report(List.of(report), Optional.empty(), options);
    }

    private void checkpoint() {
        if (!leases.isEmpty()) {
            Lease lease = leases.get(random.nextInt(leases.size()));
            try {
                store.checkpoint(lease, new Checkpoint(Map.of("step", random.nextInt(9))));
            } catch (LeaseLostException e) {
                leases.remove(lease);
            }
        }
    }

    private void heartbeat() {
        heartbeat(store, worker());
    }

    static void heartbeat(NamespaceStore store, String id) {
        WorkerInfo info = WorkerInfo.builder(id, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(List.of("code", "review"))
                .concurrency(4)
                .build();
        store.heartbeat(info, Duration.ofSeconds(30));
    }

    private void rare() {
        switch (random.nextInt(9)) {
            case 0 -> store.pause(options);
            case 1, 2 -> store.resume(options);
            case 3 -> store.purge(TaskQuery.ALL, 2, Optional.empty(), options);
            case 4 -> store.unregister(worker());
            case 5, 6 -> documentOfAttempt();
            case 7 -> store.command(Optional.empty(), WorkerCommand.of(WorkerCommand.PAUSE), options);
            default -> document();
        }
    }

    private void documentOfAttempt() {
        if (!leases.isEmpty()) {
            Lease lease = leases.get(random.nextInt(leases.size()));
            String kind = new DocumentOwner(lease.taskId(), lease.attempt()).kind();
            long version = store.documents().list(kind).stream()
                    .mapToLong(Document::version)
                    .findFirst()
                    .orElse(0);
            store.documents()
                    .put(new Document(kind, "part", version, "content " + random.nextInt()), Optional.empty(), options);
        }
    }

    private void document() {
        String name = "d" + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            store.documents().delete("kind", name, note(AuditAction.KEY_REVOKED, name), options);
            return;
        }
        long version = store.documents().list("kind").stream()
                .filter(document -> document.name().equals(name))
                .mapToLong(Document::version)
                .findFirst()
                .orElse(0);
        store.documents()
                .put(
                        new Document("kind", name, version, "content " + random.nextInt()),
                        note(AuditAction.KEY_CREATED, name),
                        options);
    }

    private Optional<AuditNote> note(AuditAction action, String subject) {
        return random.nextBoolean() ? Optional.of(AuditNote.of(action, subject)) : Optional.empty();
    }
}
