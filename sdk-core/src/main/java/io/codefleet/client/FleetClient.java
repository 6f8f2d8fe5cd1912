package io.codefleet.client;

import io.codefleet.CancelResult;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.Page;
import io.codefleet.Progress;
import io.codefleet.SubmitException;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.batch.Batcher;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.worker.FleetWorker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client. What it holds is confined to one context, but for the flags that say so. */
final class FleetClient implements Codefleet {
    private static final Logger log = LoggerFactory.getLogger(FleetClient.class);
    private static final int SUBMIT_BATCH = 50;
    private static final int SUBMITS_UNDER_WAY = 4;
    private static final int PURGE_STEP = 500;

    private final Vertx vertx;
    private final Context context;
    private final CodefleetOptions options;
    private final Supplier<Future<Void>> leave;
    private final Listener listener;
    private final Broker broker;
    private final OutcomeWaiter outcomes;
    private final ProgressHub progress;
    private final Upkeep upkeep;
    private final Batcher<Task, SubmitReply> submits;
    private final Set<EventPump> pumps = new HashSet<>();
    private final List<FleetWorker> workers = new CopyOnWriteArrayList<>();
    private final long pollTimer;
    private volatile @Nullable Promise<Void> closing;

    static Future<Codefleet> connect(
            Vertx vertx,
            Context context,
            BrokerProvider provider,
            CodefleetOptions options,
            Supplier<Future<Void>> leave) {
        Listener listener = new Listener(context);
        Promise<Codefleet> connected = Promise.promise();
        provider.connect(vertx, options, listener)
                .onFailure(connected::fail)
                .onSuccess(broker -> context.runOnContext(v -> {
                    FleetClient client = new FleetClient(vertx, context, options, listener, broker, leave);
                    listener.client = client;
                    client.upkeep.start();
                    log.atInfo()
                            .addKeyValue("broker", options.safeUri())
                            .addKeyValue("namespace", options.namespace())
                            .log("connected");
                    connected.complete(client);
                }));
        return connected.future();
    }

    private FleetClient(
            Vertx vertx,
            Context context,
            CodefleetOptions options,
            Listener listener,
            Broker broker,
            Supplier<Future<Void>> leave) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.listener = listener;
        this.broker = broker;
        this.leave = leave;
        this.outcomes = new OutcomeWaiter(context, broker);
        this.progress = new ProgressHub(context, broker);
        this.upkeep = new Upkeep(vertx, context, broker);
        this.submits = new Batcher<>(context, SUBMIT_BATCH, SUBMITS_UNDER_WAY, broker::submit);
        this.pollTimer = vertx.setPeriodic(options.pollInterval().toMillis(), timer -> outcomes.pollRound());
    }

    OutcomeWaiter outcomes() {
        return outcomes;
    }

    ProgressHub progressHub() {
        return progress;
    }

    @Override
    public CodefleetOptions options() {
        return options;
    }

    private boolean isClosed() {
        return closing != null;
    }

    private <T> Future<T> open(Supplier<Future<T>> call) {
        return isClosed() ? Future.failedFuture(new ClosedException("the client")) : call.get();
    }

    @Override
    public Future<TaskHandle> submitTask(Task task) {
        long mark = outcomes.mark();
        return open(() -> submits.add(task)).map(reply -> handle(task, mark, reply));
    }

    private TaskHandle handle(Task task, long mark, SubmitReply reply) {
        if (reply instanceof SubmitReply.Refused refused) {
            throw refused.reason();
        }
        if (!task.delay().isZero()) {
            upkeep.dueIn(task.delay());
        }
        @Nullable Outcome known = reply instanceof SubmitReply.Ended ended ? ended.outcome() : null;
        return new ClientTaskHandle(this, task.id(), mark, known);
    }

    @Override
    public Future<List<TaskHandle>> submitTasks(List<Task> tasks) {
        List<Task> copy = List.copyOf(tasks);
        long mark = outcomes.mark();
        return open(() -> broker.submit(copy)).map(replies -> handles(copy, mark, replies));
    }

    private List<TaskHandle> handles(List<Task> tasks, long mark, List<SubmitReply> replies) {
        List<TaskHandle> handles = new ArrayList<>(tasks.size());
        Map<String, CodefleetException> refused = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (replies.get(i) instanceof SubmitReply.Refused refusal) {
                refused.put(tasks.get(i).id(), refusal.reason());
            } else {
                handles.add(handle(tasks.get(i), mark, replies.get(i)));
            }
        }
        if (!refused.isEmpty()) {
            throw new SubmitException(tasks.size(), refused);
        }
        return handles;
    }

    @Override
    public TaskHandle handle(String taskId) {
        return new ClientTaskHandle(this, taskId, -1, null);
    }

    @Override
    public Future<Optional<TaskInfo>> task(String taskId) {
        return open(() -> broker.find(List.of(taskId)))
                .map(found -> found.stream().findFirst());
    }

    @Override
    public Future<Page<TaskSummary>> tasks(TaskQuery query) {
        return open(() -> broker.list(query));
    }

    Future<CancelResult> cancel(String taskId, String reason) {
        return open(() -> broker.cancel(taskId, reason));
    }

    @Override
    public Future<TaskHandle> replay(String taskId) {
        return new Replay(this).replay(taskId);
    }

    @Override
    public Future<Long> purge(TaskQuery query) {
        return open(() -> purge(query, 0));
    }

    private Future<Long> purge(TaskQuery query, long before) {
        return broker.purge(query, PURGE_STEP)
                .compose(deleted -> deleted == 0 ? Future.succeededFuture(before) : purge(query, before + deleted));
    }

    @Override
    public Future<List<WorkerInfo>> workers() {
        return open(broker::workers);
    }

    @Override
    public Future<Boolean> command(String workerId, WorkerCommand command) {
        return open(() -> broker.command(Optional.of(workerId), command)).map(reached -> reached > 0);
    }

    @Override
    public Future<Integer> commandAll(WorkerCommand command) {
        return open(() -> broker.command(Optional.empty(), command));
    }

    @Override
    public Future<FleetStats> stats() {
        return open(broker::stats);
    }

    @Override
    public Future<Void> pause() {
        return open(broker::pause);
    }

    @Override
    public Future<Void> resume() {
        return open(broker::resume);
    }

    @Override
    public EventStream<FleetEvent> events(EventQuery query) {
        List<EventPump> self = new ArrayList<>(1);
        EventPump pump = new EventPump(vertx, context, broker, query, () -> pumps.remove(self.get(0)));
        self.add(pump);
        context.runOnContext(v -> {
            pumps.add(pump);
            if (isClosed()) {
                pump.end();
            }
        });
        return pump.stream();
    }

    @Override
    public Worker worker(WorkerOptions workerOptions) {
        FleetWorker worker = new FleetWorker(vertx, context, broker, workerOptions, upkeep::dueIn);
        workers.add(worker);
        return worker;
    }

    @Override
    public ConnectionState connectionState() {
        return isClosed() ? ConnectionState.CLOSED : listener.state;
    }

    @Override
    public void onConnectionState(Handler<ConnectionState> handler) {
        listener.stateHandlers.add(handler);
    }

    @Override
    public synchronized Future<Void> close() {
        Promise<Void> current = closing;
        if (current != null) {
            return current.future();
        }
        Promise<Void> promise = Promise.promise();
        closing = promise;
        List<Future<Void>> drained = new ArrayList<>();
        workers.forEach(worker -> drained.add(worker.close()));
        Future.join(drained).onComplete(ended -> context.runOnContext(v -> disconnect(promise)));
        return promise.future();
    }

    private void disconnect(Promise<Void> closed) {
        vertx.cancelTimer(pollTimer);
        upkeep.close();
        outcomes.close();
        progress.close();
        List.copyOf(pumps).forEach(EventPump::end);
        broker.close().transform(ended -> leave.get()).onComplete(left -> {
            listener.tell(ConnectionState.CLOSED);
            closed.complete();
        });
    }

    /** Carries what the broker says onto the client's context. */
    private static final class Listener implements BrokerListener {
        private final Context context;
        private final List<Handler<ConnectionState>> stateHandlers = new CopyOnWriteArrayList<>();
        private volatile ConnectionState state = ConnectionState.CONNECTED;
        private volatile @Nullable FleetClient client;

        Listener(Context context) {
            this.context = context;
        }

        @Override
        public void onOutcome(Outcome outcome) {
            FleetClient to = client;
            if (to != null) {
                context.runOnContext(v -> to.outcomes.arrived(outcome));
            }
        }

        @Override
        public void onProgress(Progress progress) {
            FleetClient to = client;
            if (to != null) {
                context.runOnContext(v -> to.progress.arrived(progress));
            }
        }

        @Override
        public void onConnectionState(ConnectionState changed) {
            context.runOnContext(v -> tell(changed));
        }

        private void tell(ConnectionState changed) {
            if (state != changed) {
                state = changed;
                log.atInfo().addKeyValue("state", changed).log("broker connection");
                stateHandlers.forEach(handler -> handler.handle(changed));
            }
        }
    }
}
