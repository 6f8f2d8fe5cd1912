package io.codefleet.broker.inmemory;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditNote;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.ErrorKind;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.Page;
import io.codefleet.Progress;
import io.codefleet.Spending;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.Lease;
import io.codefleet.broker.PurgeReply;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.inmemory.internal.NamespaceStore;
import io.codefleet.broker.inmemory.internal.SignalBatch;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.PayloadTooLargeException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Connection of one client to a store of this JVM. The store answers at once; each answer is given in a later turn of the caller's
 * event loop, as that of a broker far away would be.
 */
public final class InMemoryBroker implements Broker {
    private final StoreConnection connection;
    private final CodefleetOptions options;
    private final NamespaceStore store;
    private final StoreClient client;
    /** Leaves the store; absent in a view, which leaves it to its connection. */
    private final Optional<Runnable> leave;

    InMemoryBroker(
            Vertx vertx, CodefleetOptions options, BrokerListener listener, NamespaceStore store, Runnable leave) {
        this(
                new StoreConnection(vertx, store.notifier(), false),
                options,
                store,
                new StoreClient(vertx.getOrCreateContext(), listener),
                Optional.of(leave));
    }

    /**
     * Returns one for a caller that gives the answers to the client itself: the future of a call that does not wait is complete when
     * the call returns.
     *
     * @param vertx whose timers end the waits
     * @param options the limits and the actor of the client
     * @param listener what the store says to the client
     */
    public static Broker answeringAtOnce(
            Vertx vertx, CodefleetOptions options, BrokerListener listener, NamespaceStore store) {
        return new InMemoryBroker(
                new StoreConnection(vertx, store.notifier(), true),
                options,
                store,
                new StoreClient(vertx.getOrCreateContext(), listener),
                Optional.of(() -> {}));
    }

    private InMemoryBroker(
            StoreConnection connection,
            CodefleetOptions options,
            NamespaceStore store,
            StoreClient client,
            Optional<Runnable> leave) {
        this.connection = connection;
        this.options = options;
        this.store = store;
        this.client = client;
        this.leave = leave;
    }

    private <T> Future<T> answer(Supplier<T> step) {
        return connection.answer(step);
    }

    private Future<Void> done(Runnable step) {
        return connection.done(step);
    }

    @Override
    public Future<List<SubmitReply>> submit(List<Task> tasks) {
        return submit(tasks, AuditAction.SUBMITTED);
    }

    @Override
    public Future<List<SubmitReply>> replay(List<Task> tasks) {
        return submit(tasks, AuditAction.REPLAYED);
    }

    private Future<List<SubmitReply>> submit(List<Task> tasks, AuditAction action) {
        return answer(() -> {
            List<SubmitReply> replies = new ArrayList<>(tasks.size());
            List<Task> sound = new ArrayList<>(tasks.size());
            for (Task task : tasks) {
                Optional<PayloadTooLargeException> tooLarge =
                        PayloadSize.check(task, options.limits().maxPayloadBytes());
                if (tooLarge.isEmpty()) {
                    sound.add(task);
                }
                replies.add(tooLarge.<SubmitReply>map(SubmitReply.Refused::new).orElse(SubmitReply.Accepted.INSTANCE));
            }
            merge(replies, store.submit(sound, client, options, action));
            return replies;
        });
    }

    private static void merge(List<SubmitReply> replies, List<SubmitReply> ofSound) {
        int next = 0;
        for (int i = 0; i < replies.size(); i++) {
            if (!(replies.get(i) instanceof SubmitReply.Refused)) {
                replies.set(i, ofSound.get(next++));
            }
        }
    }

    @Override
    public Future<FollowReply> follow(Collection<String> taskIds) {
        return answer(() -> store.follow(taskIds, client));
    }

    @Override
    public Future<Void> watchProgress(String taskId) {
        return done(() -> store.watchProgress(taskId, client));
    }

    @Override
    public Future<Void> watchLogs() {
        return done(() -> store.watchLogs(client));
    }

    @Override
    public Future<Void> unwatchLogs() {
        return done(() -> store.unwatchLogs(client));
    }

    @Override
    public Future<Boolean> log(LogLines lines) {
        return answer(() -> store.log(lines));
    }

    @Override
    public Future<Void> unwatchProgress(String taskId) {
        return done(() -> store.unwatchProgress(taskId, client));
    }

    @Override
    public Future<List<TaskInfo>> find(List<String> taskIds) {
        return answer(() -> store.find(taskIds));
    }

    @Override
    public Future<Page<TaskSummary>> list(TaskQuery query) {
        return answer(() -> store.list(query));
    }

    @Override
    public Future<EventBatch> events(Optional<String> cursor, int max, Duration wait) {
        Promise<EventBatch> arrival = Promise.promise();
        String from = cursor.orElseGet(store::eventCursor);
        if (cursor.isEmpty()) {
            return answer(() -> new EventBatch(List.of(), from));
        }
        try {
            store.events(from, max, arrival);
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
        return connection.wait(arrival, wait, () -> new EventBatch(List.of(), from));
    }

    @Override
    public Future<Page<AuditEntry>> audit(AuditQuery query) {
        return answer(() -> store.audit(query));
    }

    @Override
    public Future<List<Spending>> spending(Optional<String> key) {
        return answer(() -> store.spending(key));
    }

    @Override
    public Future<FleetStats> stats() {
        return answer(store::stats);
    }

    @Override
    public Future<List<WorkerInfo>> workers() {
        return answer(store::workers);
    }

    @Override
    public Documents documents() {
        return new Documents() {
            @Override
            public Future<List<Document>> list(String kind) {
                return answer(() -> store.documents().list(kind));
            }

            @Override
            public Future<Boolean> put(Document document, Optional<AuditNote> note) {
                return answer(() -> store.documents().put(document, note, options));
            }

            @Override
            public Future<Boolean> delete(String kind, String name, Optional<AuditNote> note) {
                return answer(() -> store.documents().delete(kind, name, note, options));
            }
        };
    }

    @Override
    public Future<CancelResult> cancel(String taskId, String reason) {
        return answer(() -> store.cancel(taskId, reason, options));
    }

    @Override
    public Future<PurgeReply> purge(TaskQuery query, int max, Optional<String> cursor) {
        return answer(() -> store.purge(query, max, cursor, options));
    }

    @Override
    public Future<Integer> purgeDeadLetters(List<String> taskIds) {
        return answer(() -> store.purgeDeadLetters(taskIds, options));
    }

    @Override
    public Future<Void> pause() {
        return done(() -> store.pause(options));
    }

    @Override
    public Future<Void> resume() {
        return done(() -> store.resume(options));
    }

    @Override
    public Future<Integer> command(Optional<String> workerId, WorkerCommand command) {
        return answer(() -> store.command(workerId, command, options));
    }

    @Override
    public Future<Void> heartbeat(WorkerInfo worker, Duration timeToLive) {
        return done(() -> store.heartbeat(worker, timeToLive));
    }

    @Override
    public Future<Void> unregister(String workerId) {
        return done(() -> store.unregister(workerId));
    }

    @Override
    public Future<List<Assignment>> claim(ClaimRequest request) {
        return answer(() -> store.claim(request, options.limits()));
    }

    @Override
    public Future<List<WorkerSignal>> receive(String workerId, Duration wait) {
        return receive(workerId, wait, OptionalLong.empty()).map(SignalBatch::signals);
    }

    /**
     * Receives signals as {@link Broker#receive} does, for a worker whose answers may be lost on their way.
     *
     * @param last the number of the last signals that the worker has, 0 for none; later ones are given again. Absent for a
     *     worker that does not confirm them
     */
    public Future<SignalBatch> receive(String workerId, Duration wait, OptionalLong last) {
        Promise<SignalBatch> arrival = Promise.promise();
        if (connection.isOpen()) {
            store.receive(workerId, last, arrival);
        }
        return connection.wait(arrival, wait, () -> SignalBatch.NONE);
    }

    @Override
    public Future<List<Renewal>> renew(List<Lease> leases, Duration lease) {
        return answer(() -> store.renew(leases, lease));
    }

    @Override
    public Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next) {
        return answer(() -> {
            List<AttemptReport> storable = reports.stream().map(this::storable).toList();
            return store.report(storable, next, options);
        });
    }

    private AttemptReport storable(AttemptReport report) {
        if (report instanceof AttemptReport.Completed completed) {
            Lease lease = completed.lease();
            Optional<PayloadTooLargeException> tooLarge = PayloadSize.check(
                    lease.taskId(), completed.result(), options.limits().maxPayloadBytes());
            if (tooLarge.isPresent()) {
                TaskError error = TaskError.of(
                                ErrorKind.PERMANENT, tooLarge.get().getMessage() + "")
                        .at(lease.attempt(), lease.workerId());
                return new AttemptReport.Failed(lease, error, Optional.empty(), completed.usage());
            }
        }
        return report;
    }

    @Override
    public Future<Boolean> progress(Lease lease, Progress progress) {
        return answer(() -> store.progress(lease, progress));
    }

    @Override
    public Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
        return done(() -> {
            Optional<PayloadTooLargeException> tooLarge = PayloadSize.check(
                    lease.taskId(), checkpoint, options.limits().maxPayloadBytes());
            if (tooLarge.isPresent()) {
                throw tooLarge.get();
            }
            store.checkpoint(lease, checkpoint);
        });
    }

    @Override
    public Future<Duration> runMaintenance() {
        return answer(() -> store.runMaintenance(options.limits()));
    }

    @Override
    public Broker actingAs(String actor) {
        return new InMemoryBroker(connection, options.actor(actor), store, client, Optional.empty());
    }

    @Override
    public Future<Void> close() {
        if (leave.isPresent() && connection.close()) {
            store.forget(client);
            connection.endWaits();
            leave.get().run();
        }
        return Future.succeededFuture();
    }
}
