package io.codefleet;

import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.error.SubmitException;
import io.codefleet.transcript.Transcript;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A client of one fleet, in one namespace. Its methods may be called from any thread; futures complete on an event loop,
 * which must not be blocked. {@code toCompletionStage()} of a future serves hosts without Vert.x.
 *
 * <pre>{@code
 * Codefleet.connect("redis://localhost:6379")
 *     .compose(fleet -> fleet.submitTask(Task.of("Name three kinds of race conditions"))
 *         .compose(TaskHandle::result)
 *         .onSuccess(result -> System.out.println(result.text()))
 *         .eventually(fleet::close))
 *     .onFailure(Throwable::printStackTrace);
 * }</pre>
 *
 * <p>A worker of the same fleet runs the task. With {@code memory:demo} it must be in this process: {@link #worker}.
 *
 * <p>Futures fail with a {@link io.codefleet.error.CodefleetException}; {@link
 * io.codefleet.error.BrokerUnavailableException} from any of them means that the broker did not answer in time.
 */
public interface CodefleetClient {
    /** Returns the options of the connection. */
    CodefleetOptions options();

    /**
     * Submits one task. When the future succeeds the task is stored as safely as the broker stores anything, and will have
     * exactly one outcome. The same task again gives a handle of the same task.
     *
     * <p>Fails with {@link io.codefleet.error.DuplicateTaskException}, {@link
     * io.codefleet.error.PayloadTooLargeException}, {@link io.codefleet.error.QueueFullException} or {@link
     * io.codefleet.error.RateLimitedException} if it is refused.
     */
    Future<TaskHandle> submitTask(Task task);

    /**
     * Submits many tasks in one round trip. Fails with {@link SubmitException} if any was refused; the others are stored.
     */
    Future<List<TaskHandle>> submitTasks(List<Task> tasks);

    /**
     * Asks several agents one question and decides by their answers; see {@link Consensus}. Failed runs of single voters are
     * part of the result. The result fails as {@link Run#result()} describes. If the submit of a child was refused, the
     * result fails with the reason, once all that is under way has ended.
     */
    Run<ConsensusResult> consensus(Consensus consensus);

    /**
     * Submits any number of tasks in bounded memory: a few batches are under way at a time, and the iterator is asked for
     * more as they are stored. The call waits and continues when the queue is full, a rate limit is reached, or the broker is
     * away. That is safe, as a task has its id from the start. Tasks that are refused for good are counted and reported to
     * the {@code onRefused} callback of the options.
     *
     * <p>Nothing is kept of a task once it is stored; {@link #handle} gives a handle by its id.
     *
     * @param tasks is asked on a worker thread, and may block there
     */
    BulkSubmit submitAll(Iterator<Task> tasks, BulkOptions options);

    /** Submits the tasks of a stream as {@link #submitAll(Iterator, BulkOptions)} does, and closes the stream at the end. */
    BulkSubmit submitAll(Stream<Task> tasks, BulkOptions options);

    /**
     * Submits the tasks of a Vert.x stream as {@link #submitAll(Iterator, BulkOptions)} does. It asks the stream for as many
     * tasks as there is room for.
     */
    BulkSubmit submitAll(ReadStream<Task> tasks, BulkOptions options);

    /**
     * Holds a schedule until its handle or this client is closed. The future succeeds when the next time that is due is
     * submitted, or when none is due any more. Several clients may hold the same: what is due runs once.
     *
     * <p>What is submitted ahead keeps its content. If clients hold different templates under one name, each time runs that of
     * the client which submitted it first; a changed template counts from the time after the next.
     *
     * <p>Fails with {@link io.codefleet.error.InvalidInputException} if the cron expression is invalid or never due, or if the
     * catch-up time exceeds the retention, and as {@link #submitTask} does. Later failures are logged, shown by {@link
     * ScheduleHandle#failure()}, and tried again.
     */
    Future<ScheduleHandle> schedule(Schedule schedule);

    /**
     * Starts a map-reduce: a task for each of many items, and their results reduced to one. See {@code
     * io.codefleet.mapreduce.MapReduce}, which makes jobs and says how they end.
     *
     * @throws io.codefleet.error.InvalidInputException if the job is not made by it
     */
    <R> Run<R> mapReduce(MapReduceJob<R> job);

    /** Returns a handle of a task that was submitted elsewhere or earlier; does not ask the broker. */
    TaskHandle handle(String taskId);

    /** Returns the full record of one task. */
    Future<Optional<TaskInfo>> task(String taskId);

    /**
     * Returns the transcript of an attempt, as far as its worker has recorded it; absent if none is kept. It is kept as long as
     * the task, for the last {@value DocumentOwner#MAX_ATTEMPTS} attempts that have one.
     *
     * <p>Fails with {@link io.codefleet.error.InvalidInputException} if the id is malformed, or the attempt less than 1.
     *
     * @param attempt the number of the attempt, from 1
     */
    Future<Optional<Transcript>> transcript(String taskId, int attempt);

    /** Returns tasks, the newest first, a page at a time. */
    Future<Page<TaskSummary>> tasks(TaskQuery query);

    /** Returns failed tasks with their history, the newest first, a page at a time; the query's statuses are ignored. */
    default Future<Page<TaskSummary>> deadLetters(TaskQuery query) {
        return tasks(query.status(TaskStatus.FAILED));
    }

    /**
     * Submits a failed task's content again, as a new task whose id is derived from the failed one ({@code id~1}; of that one
     * {@code id~2}, …). The failed task keeps its outcome.
     *
     * <p>A failed task has one replay: asked for again, it is the same task, and its handle gives the outcome that it may have
     * by then. If the replay has failed too, replay that one.
     *
     * <p>Fails with {@link io.codefleet.error.TaskNotFoundException} if the task does not exist, with {@link
     * io.codefleet.error.InvalidInputException} if it has not failed, and as {@link #submitTask} does.
     */
    default Future<TaskHandle> replay(String taskId) {
        return replay(taskId, task -> task);
    }

    /**
     * Submits a failed task again as {@link #replay(String)} does, with another content, such as a longer time limit or
     * another model. If the task was replayed before with other content than this, it fails with
     * {@link io.codefleet.error.DuplicateTaskException}, which names the replay: nothing runs twice by an oversight. Replay
     * that one once it has failed, or submit a task of its own.
     *
     * @param edit makes the task to run of the failed one, whose id it has; the id of what it gives is ignored. What it throws
     *     fails the future
     */
    Future<TaskHandle> replay(String taskId, UnaryOperator<Task> edit);

    /**
     * Replays all failed tasks that the query matches, in bounded steps, as {@link #replay(String, UnaryOperator)} replays one;
     * the query's statuses, page size and cursor are ignored. Waits like {@link #submitAll(Iterator, BulkOptions)} while the
     * fleet has no room. Asking again is safe: what was replayed is not replayed twice.
     *
     * <p>Fails with {@link BulkSubmitException} if it stops before its end.
     */
    Future<ReplayResult> replayAll(TaskQuery query, UnaryOperator<Task> edit);

    /**
     * Submits a task that may have been submitted before, and runs its content again if it ended without a result: then its
     * replay is submitted ({@code id~1}), or the replay's replay, and so on to the first that has not failed and was not
     * cancelled. So with {@link Task#contentId()} a success is answered from the cache and a failure is not.
     */
    Future<TaskHandle> submitOrReplay(Task task);

    /**
     * Deletes ended tasks that the query matches, in bounded steps, before their retention ends; gives their number. Leaves out
     * the parts of a task that has not ended.
     */
    Future<Long> purge(TaskQuery query);

    /**
     * Deletes those of these tasks that have {@link TaskStatus#FAILED failed}, before their retention ends; gives their number.
     * Leaves out others, and the parts of a task that has not ended.
     */
    Future<Integer> purgeDeadLetters(Collection<String> taskIds);

    /** Returns the workers of the fleet, and those that went offline within the last hour. */
    Future<List<WorkerInfo>> workers();

    /** Returns what the tasks of the {@link Allowance} with this key have consumed; nothing if the key is not known. */
    Future<Spending> spending(String allowanceKey);

    /** Returns what the tasks of each allowance have consumed: of the 200 that were used last, in the order of their keys. */
    Future<List<Spending>> spending();

    /**
     * Sends a command to one worker. Completes when the worker is sure to receive it, not when it has done it. Fails with
     * {@link io.codefleet.error.WorkerNotFoundException} if it is not registered.
     */
    Future<Void> command(String workerId, WorkerCommand command);

    /** Sends a command to every registered worker, and returns the number of these workers. */
    Future<Integer> commandAll(WorkerCommand command);

    /** Returns the fleet in numbers. */
    Future<FleetStats> stats();

    /**
     * Pauses the namespace: workers get no tasks until {@link #resume()}; running ones continue. Approvals can be decided
     * meanwhile, as running tasks wait for them.
     */
    Future<Void> pause();

    /** Resumes the namespace: workers get tasks again. */
    Future<Void> resume();

    /**
     * Returns the audit of this namespace: each submit, replay, cancel, purge, command, pause and resume, each decision on an
     * approval, and the creation and revocation of API keys, with time and actor. The newest entry is first, a page at a time.
     * Actors have the names that clients {@link CodefleetOptions#actor claim}.
     */
    Future<Page<AuditEntry>> audit(AuditQuery query);

    /** Returns the small texts that the processes of the namespace share. */
    Documents documents();

    /** Returns the schedules that the clients of the namespace hold. */
    ScheduleRegistry schedules();

    /** Watches changes of tasks and workers. */
    EventStream<FleetEvent> events(EventQuery query);

    /**
     * Watches the log lines of workers. Workers send them only while somebody watches, from a few seconds after the first did. Lines
     * that a slow reader does not get count as {@link LogLines#dropped()} of the next ones of their worker.
     */
    EventStream<LogLines> logs();

    /** Sends log lines of a worker to the clients that watch, and returns whether any does; nothing is kept. */
    Future<Boolean> sendLog(LogLines lines);

    /** Returns a worker in this process; it does nothing before it is started. It is closed with the client. */
    Worker worker(WorkerOptions options);

    /**
     * Returns a view of this client that acts for somebody else, for a server whose callers are known: the audit names that
     * actor for what is done through the view. The view shares the connection, costs about as much as an object, and needs no
     * closing: it ends with this client, and its {@link #close} does nothing.
     *
     * @param actor as {@link CodefleetOptions#actor(String)}
     * @throws io.codefleet.error.InvalidInputException if the actor is malformed
     * @throws UnsupportedOperationException if the broker has no such views; those of this project have them
     */
    CodefleetClient actingAs(String actor);

    /** Returns the state of the connection to the broker. */
    ConnectionState connectionState();

    /** Registers a handler that is called on each change of {@link #connectionState()}, on an event loop. */
    void onConnectionState(Handler<ConnectionState> handler);

    /**
     * Drains the workers of this client, ends every wait with {@link io.codefleet.error.ClosedException}, and disconnects.
     * Never fails.
     */
    Future<Void> close();
}
