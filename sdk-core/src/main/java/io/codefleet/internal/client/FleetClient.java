package io.codefleet.internal.client;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.BulkOptions;
import io.codefleet.BulkSubmit;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Documents;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.LogLines;
import io.codefleet.MapReduceJob;
import io.codefleet.Page;
import io.codefleet.ReplayResult;
import io.codefleet.Run;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.ScheduleRegistry;
import io.codefleet.Spending;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.internal.batch.GuardedCall;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.internal.orchestration.RunsAccess;
import io.codefleet.internal.orchestration.consensus.ConsensusRun;
import io.codefleet.internal.orchestration.mapreduce.MapReduceRun;
import io.codefleet.internal.schedule.Schedules;
import io.codefleet.internal.worker.FleetWorker;
import io.codefleet.transcript.Transcript;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client: forwards each operation to the class that carries it out. */
final class FleetClient implements CodefleetClient, RunsAccess {
    private static final Logger log = LoggerFactory.getLogger(FleetClient.class);

    private final Vertx vertx;
    private final Context context;
    private final CodefleetOptions options;
    private final Supplier<Future<Void>> leave;
    private final ClientListener listener;
    private final Broker broker;
    private final BrokerLink link;
    private final TaskAccess access;
    private final MaintenanceLoop maintenance;
    private final Submitter submitter;
    private final BulkSubmits bulkSubmits;
    private final Replay replay;
    private final FleetCommands commands;
    private final Schedules schedules;
    private final Runs runs;
    private final LogHub logs;
    private final EventPumps pumps;
    private final List<FleetWorker> workers;
    private final long pollTimer;
    private final boolean view;
    private @Nullable Promise<Void> closing;

    static Future<CodefleetClient> connect(
            Vertx vertx,
            Context context,
            BrokerProvider provider,
            CodefleetOptions options,
            Supplier<Future<Void>> leave) {
        ClientListener listener = new ClientListener(context);
        Promise<CodefleetClient> connected = Promise.promise();
        provider.connect(vertx, options, listener)
                .onFailure(connected::fail)
                .onSuccess(broker -> context.runOnContext(v -> {
                    FleetClient client;
                    try {
                        client = new FleetClient(vertx, context, options, listener, broker, leave);
                        client.maintenance.start();
                    } catch (RuntimeException e) {
                        broker.close().onComplete(closed -> connected.fail(e));
                        return;
                    }
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
            ClientListener listener,
            Broker broker,
            Supplier<Future<Void>> leave) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.listener = listener;
        this.broker = broker;
        this.leave = leave;
        this.link = new BrokerLink(broker);
        OutcomeWaiter outcomes = new OutcomeWaiter(context, broker);
        ProgressHub progress = new ProgressHub(context, broker);
        this.access = new TaskAccess(link, outcomes, progress);
        this.maintenance = new MaintenanceLoop(vertx, context, broker);
        this.submitter = new Submitter(
                context, broker, link, access, maintenance, new SubmitInterceptors(options.submitInterceptors()));
        this.bulkSubmits = new BulkSubmits(vertx, context, link, submitter);
        this.schedules = new Schedules(vertx, context, this);
        this.replay = new Replay(access, submitter, bulkSubmits);
        this.commands = new FleetCommands(link);
        this.runs = new Runs(vertx, context, this);
        this.pumps = new EventPumps(vertx, context, link);
        this.workers = new CopyOnWriteArrayList<>();
        this.view = false;
        this.pollTimer = vertx.setPeriodic(options.pollInterval().toMillis(), timer -> outcomes.pollRound());
        this.logs = new LogHub(context, broker);
        listener.to(outcomes, progress, logs);
    }

    /** Creates a view of a client, which acts through a view of its broker and shares all else. */
    private FleetClient(FleetClient client, String actor) {
        this.vertx = client.vertx;
        this.context = client.context;
        this.options = client.options.actor(actor);
        this.listener = client.listener;
        this.leave = client.leave;
        this.broker = client.broker.actingAs(actor);
        this.link = client.link.to(broker);
        this.access = new TaskAccess(link, client.access.outcomes(), client.access.progress());
        this.maintenance = client.maintenance;
        this.submitter = new Submitter(context, broker, link, access, maintenance, client.submitter.interceptors());
        this.bulkSubmits = client.bulkSubmits.of(submitter);
        this.schedules = client.schedules.of(this);
        this.replay = new Replay(access, submitter, bulkSubmits);
        this.commands = new FleetCommands(link);
        this.runs = client.runs.of(this);
        this.logs = client.logs;
        this.pumps = client.pumps;
        this.workers = client.workers;
        this.pollTimer = client.pollTimer;
        this.view = true;
    }

    @Override
    public CodefleetOptions options() {
        return options;
    }

    @Override
    public CodefleetClient actingAs(String actor) {
        return new FleetClient(this, actor);
    }

    @Override
    public Future<TaskHandle> submitTask(Task task) {
        return submitter.submit(task);
    }

    @Override
    public Future<List<TaskHandle>> submitTasks(List<Task> tasks) {
        return submitter.submit(tasks);
    }

    @Override
    public Run<ConsensusResult> consensus(Consensus consensus) {
        return ConsensusRun.start(runs, consensus);
    }

    @Override
    public BulkSubmit submitAll(Iterator<Task> tasks, BulkOptions bulkOptions) {
        return bulkSubmits.start(tasks, bulkOptions, () -> {});
    }

    @Override
    public BulkSubmit submitAll(Stream<Task> tasks, BulkOptions bulkOptions) {
        return bulkSubmits.start(tasks.iterator(), bulkOptions, tasks::close);
    }

    @Override
    public BulkSubmit submitAll(ReadStream<Task> tasks, BulkOptions bulkOptions) {
        return bulkSubmits.start(tasks, bulkOptions);
    }

    @Override
    public Future<ScheduleHandle> schedule(Schedule schedule) {
        return schedules.hold(schedule);
    }

    @Override
    public ScheduleRegistry schedules() {
        return schedules.registry();
    }

    @Override
    public <R> Run<R> mapReduce(MapReduceJob<R> job) {
        return MapReduceRun.start(runs, job);
    }

    @Override
    public TaskHandle handle(String taskId) {
        return new ClientTaskHandle(access, taskId, false, null);
    }

    @Override
    public Future<Optional<TaskInfo>> task(String taskId) {
        return access.find(taskId);
    }

    @Override
    public Future<Optional<Transcript>> transcript(String taskId, int attempt) {
        return new SharedDocuments(link).transcript(taskId, attempt);
    }

    @Override
    public Future<Page<TaskSummary>> tasks(TaskQuery query) {
        return link.ask(to -> to.list(query));
    }

    @Override
    public Future<TaskHandle> replay(String taskId, UnaryOperator<Task> edit) {
        return replay.replay(taskId, edit);
    }

    @Override
    public Future<ReplayResult> replayAll(TaskQuery query, UnaryOperator<Task> edit) {
        return replay.replayAll(query, edit);
    }

    @Override
    public Future<TaskHandle> submitOrReplay(Task task) {
        return replay.submitOrReplay(task);
    }

    @Override
    public Future<Long> purge(TaskQuery query) {
        return commands.purge(query);
    }

    @Override
    public Future<Integer> purgeDeadLetters(Collection<String> taskIds) {
        return commands.purgeDeadLetters(taskIds);
    }

    @Override
    public Future<List<WorkerInfo>> workers() {
        return link.ask(Broker::workers);
    }

    @Override
    public Future<Spending> spending(String allowanceKey) {
        return link.ask(to -> to.spending(Optional.of(allowanceKey))).map(only -> only.get(0));
    }

    @Override
    public Future<List<Spending>> spending() {
        return link.ask(to -> to.spending(Optional.empty()));
    }

    @Override
    public Future<Void> command(String workerId, WorkerCommand command) {
        return commands.command(workerId, command);
    }

    @Override
    public Future<Integer> commandAll(WorkerCommand command) {
        return commands.commandAll(command);
    }

    @Override
    public Future<FleetStats> stats() {
        return link.ask(Broker::stats);
    }

    @Override
    public Future<Void> pause() {
        return link.ask(Broker::pause);
    }

    @Override
    public Future<Void> resume() {
        return link.ask(Broker::resume);
    }

    @Override
    public Future<Page<AuditEntry>> audit(AuditQuery query) {
        return link.ask(broker -> broker.audit(query));
    }

    @Override
    public Documents documents() {
        return new SharedDocuments(link);
    }

    @Override
    public EventStream<FleetEvent> events(EventQuery query) {
        return pumps.open(broker, query);
    }

    @Override
    public EventStream<LogLines> logs() {
        return logs.open();
    }

    @Override
    public Future<Boolean> sendLog(LogLines lines) {
        return link.ask(to -> to.log(lines));
    }

    @Override
    public Worker worker(WorkerOptions workerOptions) {
        // A host may have many short-lived ones: each run of a workflow has one.
        workers.removeIf(FleetWorker::hasLeft);
        FleetWorker worker = new FleetWorker(vertx, context, broker, workerOptions, maintenance::dueIn);
        workers.add(worker);
        return worker;
    }

    @Override
    public Runs runs() {
        return runs;
    }

    @Override
    public ConnectionState connectionState() {
        return link.isClosed() ? ConnectionState.CLOSED : listener.state();
    }

    @Override
    public void onConnectionState(Handler<ConnectionState> handler) {
        listener.addStateHandler(handler);
    }

    @Override
    public synchronized Future<Void> close() {
        if (view) {
            return Future.succeededFuture();
        }
        if (closing != null) {
            return closing.future();
        }
        Promise<Void> promise = Promise.promise();
        closing = promise;
        link.close();
        List<Future<Void>> drained = new ArrayList<>();
        workers.forEach(worker -> drained.add(worker.close()));
        Future.join(drained).onComplete(ended -> context.runOnContext(v -> disconnect(promise)));
        return promise.future();
    }

    private void disconnect(Promise<Void> closed) {
        vertx.cancelTimer(pollTimer);
        maintenance.close();
        bulkSubmits.close();
        schedules.close();
        runs.close();
        access.outcomes().close();
        access.progress().close();
        logs.close();
        pumps.close();
        GuardedCall.of(broker::close).transform(ended -> leave.get()).onComplete(left -> {
            listener.notifyReceivers(ConnectionState.CLOSED);
            closed.complete();
        });
    }
}
