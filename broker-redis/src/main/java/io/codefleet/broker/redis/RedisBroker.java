package io.codefleet.broker.redis;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Documents;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.Page;
import io.codefleet.Progress;
import io.codefleet.Spending;
import io.codefleet.Task;
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
import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.broker.redis.internal.address.Topology;
import io.codefleet.broker.redis.internal.connection.BlockingConnections;
import io.codefleet.broker.redis.internal.connection.ConnectionListener;
import io.codefleet.broker.redis.internal.connection.Dialer;
import io.codefleet.broker.redis.internal.connection.FailoverWatch;
import io.codefleet.broker.redis.internal.connection.MessageConnection;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.WorkerReplacedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client's connections to a namespace in Redis. */
final class RedisBroker implements Broker {
    private final Context context;
    private final BrokerListener listener;
    private final Namespace namespace;
    private final MessageConnection messages;
    private final BlockingConnections blocking;
    private final RedisSubmitOperations submits;
    private final RedisQueryOperations queries;
    private final Cancels cancels;
    private final RedisAdminOperations admin;
    private final RedisWorkerOperations workerOperations;
    private final WorkerSignalReceiver signals;
    private final Events events;
    private final Documents documents;
    private final @Nullable FailoverWatch failovers;
    private final boolean view;

    private RedisBroker(
            Vertx vertx, Context context, CodefleetOptions options, RedisAddress address, BrokerListener listener) {
        this.context = context;
        this.listener = listener;
        String prefix = Namespace.prefix(options.namespace());
        Dialer dialer = Dialer.toNamespace(vertx, context, address, prefix);
        Scripts scripts = new Scripts(vertx, context, dialer, prefix, new CommandConnectionListener());
        this.namespace = new Namespace(options, UUID.randomUUID().toString(), scripts);
        this.blocking = new BlockingConnections(context, dialer);
        this.submits = new RedisSubmitOperations(namespace);
        MessageDispatcher dispatcher = new MessageDispatcher(namespace, submits, listener);
        this.messages = new MessageConnection(vertx, context, dialer, dispatcher::onMessage);
        this.queries = new RedisQueryOperations(namespace);
        this.cancels = new Cancels(namespace);
        this.admin = new RedisAdminOperations(namespace);
        this.workerOperations = new RedisWorkerOperations(namespace, context);
        this.signals = new WorkerSignalReceiver(namespace, blocking);
        this.events = new Events(namespace, blocking);
        this.documents = new RedisDocuments(namespace);
        this.failovers = address.topology() == Topology.SENTINEL
                ? new FailoverWatch(vertx, context, address, () -> scripts.rediscover("another master serves now"))
                : null;
        this.view = false;
    }

    private RedisBroker(RedisBroker connection, String actor) {
        this.context = connection.context;
        this.listener = connection.listener;
        this.namespace = connection.namespace.actingAs(actor);
        this.blocking = connection.blocking;
        this.submits = new RedisSubmitOperations(namespace);
        this.messages = connection.messages;
        this.queries = connection.queries;
        this.cancels = new Cancels(namespace);
        this.admin = new RedisAdminOperations(namespace);
        this.workerOperations = connection.workerOperations.of(namespace);
        this.signals = connection.signals;
        this.events = connection.events;
        this.documents = new RedisDocuments(namespace);
        this.failovers = connection.failovers;
        this.view = true;
    }

    static Future<Broker> connect(
            Vertx vertx, CodefleetOptions options, RedisAddress address, BrokerListener listener) {
        Context context = vertx.getOrCreateContext();
        Promise<Broker> promise = Promise.promise();
        context.runOnContext(v -> {
            RedisBroker broker = new RedisBroker(vertx, context, options, address, listener);
            broker.namespace
                    .scripts()
                    .open()
                    .compose(w -> broker.messages.open(broker.namespace.outcomes()))
                    .onSuccess(w -> {
                        broker.watchFailovers();
                        promise.complete(broker);
                    })
                    .onFailure(failure -> {
                        broker.disconnect();
                        promise.fail(failure);
                    });
        });
        return promise.future();
    }

    private void watchFailovers() {
        if (failovers != null) {
            failovers.start();
        }
    }

    /** Follows the state of the command connection; the message connection moves to the same node. */
    private final class CommandConnectionListener implements ConnectionListener {
        @Override
        public void up(Node node) {
            messages.follow(node);
            listener.onConnectionState(ConnectionState.CONNECTED);
        }

        @Override
        public void down() {
            listener.onConnectionState(ConnectionState.RECONNECTING);
        }
    }

    /**
     * Makes a call, and returns every mistake in the input or in the host's codec as the failure of its future, and also
     * that Vert.x was closed; no call throws.
     */
    private static <T> Future<T> ask(Supplier<Future<T>> call) {
        try {
            return call.get();
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(new ClosedException("Vert.x"));
        } catch (RuntimeException e) {
            String fault = "cannot be written as JSON (" + e.getClass().getSimpleName() + ")";
            return Future.failedFuture(new InvalidInputException("call", fault, e));
        }
    }

    @Override
    public Future<List<SubmitReply>> submit(List<Task> tasks) {
        return ask(() -> submits.submit(tasks, AuditAction.SUBMITTED));
    }

    @Override
    public Future<List<SubmitReply>> replay(List<Task> tasks) {
        return ask(() -> submits.submit(tasks, AuditAction.REPLAYED));
    }

    @Override
    public Future<FollowReply> follow(Collection<String> taskIds) {
        return ask(() -> submits.follow(List.copyOf(taskIds)));
    }

    @Override
    public Future<Void> watchProgress(String taskId) {
        return ask(() -> messages.subscribe(namespace.progressOf(taskId)));
    }

    @Override
    public Future<Void> unwatchProgress(String taskId) {
        return ask(() -> {
            messages.unsubscribe(namespace.progressOf(taskId));
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Void> watchLogs() {
        return ask(() -> messages.subscribe(namespace.logs()));
    }

    @Override
    public Future<Void> unwatchLogs() {
        return ask(() -> {
            messages.unsubscribe(namespace.logs());
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Boolean> log(LogLines lines) {
        return ask(() -> workerOperations.log(lines));
    }

    @Override
    public Future<List<TaskInfo>> find(List<String> taskIds) {
        return ask(() -> queries.find(taskIds));
    }

    @Override
    public Future<Page<TaskSummary>> list(TaskQuery query) {
        return ask(() -> queries.list(query));
    }

    @Override
    public Future<Page<AuditEntry>> audit(AuditQuery query) {
        return ask(() -> queries.audit(query));
    }

    @Override
    public Future<EventBatch> events(Optional<String> cursor, int max, Duration wait) {
        return ask(() -> events.read(cursor, max, wait));
    }

    @Override
    public Future<List<Spending>> spending(Optional<String> key) {
        return ask(() -> queries.spending(key));
    }

    @Override
    public Future<FleetStats> stats() {
        return ask(() -> queries.stats());
    }

    @Override
    public Future<List<WorkerInfo>> workers() {
        return ask(() -> queries.workers());
    }

    @Override
    public Documents documents() {
        return documents;
    }

    @Override
    public Future<CancelResult> cancel(String taskId, String reason) {
        return ask(() -> cancels.cancel(taskId, reason));
    }

    @Override
    public Future<PurgeReply> purge(TaskQuery query, int max, Optional<String> cursor) {
        return ask(() -> admin.purge(query, max, cursor));
    }

    @Override
    public Future<Integer> purgeDeadLetters(List<String> taskIds) {
        return ask(() -> admin.purgeDeadLetters(taskIds));
    }

    @Override
    public Future<Void> pause() {
        return ask(() -> admin.pause(true));
    }

    @Override
    public Future<Void> resume() {
        return ask(() -> admin.pause(false));
    }

    @Override
    public Future<Integer> command(Optional<String> workerId, WorkerCommand command) {
        return ask(() -> admin.command(workerId, command));
    }

    @Override
    public Future<Void> heartbeat(WorkerInfo worker, Duration timeToLive) {
        return ask(() -> workerOperations.heartbeat(worker, timeToLive).onFailure(failure -> {
            if (failure instanceof WorkerReplacedException) {
                signals.end(worker.id());
            }
        }));
    }

    @Override
    public Future<Void> unregister(String workerId) {
        return ask(() -> {
            signals.end(workerId);
            return workerOperations.unregister(workerId);
        });
    }

    @Override
    public Future<List<Assignment>> claim(ClaimRequest request) {
        return ask(() -> workerOperations.claim(request));
    }

    @Override
    public Future<List<WorkerSignal>> receive(String workerId, Duration wait) {
        return ask(() -> signals.receive(workerId, wait));
    }

    @Override
    public Future<List<Renewal>> renew(List<Lease> leases, Duration lease) {
        return ask(() -> workerOperations.renew(leases, lease));
    }

    @Override
    public Future<ReportReply> report(List<AttemptReport> reports, Optional<ClaimRequest> next) {
        return ask(() -> workerOperations.report(reports, next));
    }

    @Override
    public Future<Boolean> progress(Lease lease, Progress progress) {
        return ask(() -> workerOperations.progress(lease, progress));
    }

    @Override
    public Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
        return ask(() -> workerOperations.checkpoint(lease, checkpoint));
    }

    @Override
    public Future<Duration> runMaintenance() {
        return ask(() -> admin.runMaintenance());
    }

    @Override
    public Broker actingAs(String actor) {
        return new RedisBroker(this, actor);
    }

    @Override
    public Future<Void> close() {
        if (view) {
            return Future.succeededFuture();
        }
        Promise<Void> closed = Promise.promise();
        try {
            context.runOnContext(v -> {
                disconnect();
                closed.complete();
            });
        } catch (RejectedExecutionException e) {
            // Vert.x was closed, and the connections with it
            closed.complete();
        }
        return closed.future();
    }

    private void disconnect() {
        if (failovers != null) {
            failovers.close();
        }
        messages.close();
        blocking.close();
        namespace.scripts().close();
        workerOperations.close();
    }
}
