package io.codefleet;

import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * A client of one fleet, in one namespace. Its methods may be called from any thread; futures complete on an event loop,
 * which must not be blocked. {@code toCompletionStage()} of a future serves hosts without Vert.x.
 *
 * <pre>{@code
 * Codefleet.connect("memory:demo")
 *     .compose(fleet -> fleet.submitTask(Task.of("Explain Foo.java")))
 *     .compose(TaskHandle::result)
 *     .onSuccess(result -> System.out.println(result.text()));
 * }</pre>
 *
 * <p>Futures fail with a {@link io.codefleet.error.CodefleetException}; {@link
 * io.codefleet.error.BrokerUnavailableException} from any of them means that the broker did not answer in time.
 */
public interface Codefleet {
    /** Connects with default options; see {@link #connect(Vertx, CodefleetOptions)}. */
    static Future<Codefleet> connect(String uri) {
        try {
            return connect(CodefleetOptions.of(uri));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Connects with a {@code Vertx} of its own, which is closed with the client. */
    static Future<Codefleet> connect(CodefleetOptions options) {
        return CodefleetProvider.load().connect(options);
    }

    /**
     * Connects on the host's {@code Vertx}. Fails with {@link io.codefleet.error.InvalidInputException} if no broker on the
     * class path serves the URI's scheme, with {@link io.codefleet.error.BrokerUnavailableException} if it cannot be
     * reached, and with {@link io.codefleet.error.BrokerRefusedException} if it refuses.
     */
    static Future<Codefleet> connect(Vertx vertx, CodefleetOptions options) {
        return CodefleetProvider.load().connect(vertx, options);
    }

    /** How it was connected. */
    CodefleetOptions options();

    /**
     * Submits one task. When the future succeeds the task is stored as safely as the broker stores anything, and will have
     * exactly one outcome. The same task again gives a handle of the same task.
     *
     * <p>Fails with {@link io.codefleet.error.DuplicateTaskException}, {@link
     * io.codefleet.error.PayloadTooLargeException} or {@link io.codefleet.error.QueueFullException} if it is refused.
     */
    Future<TaskHandle> submitTask(Task task);

    /**
     * Submits many tasks in one round trip. Fails with {@link SubmitException} if any was refused; the others are stored.
     */
    Future<List<TaskHandle>> submitTasks(List<Task> tasks);

    /**
     * Asks several agents one question and decides by their answers; see {@link Consensus}. Failed runs of single voters are
     * part of the result. The result fails as {@link Run#result()} says, and, once all that is under way has ended, with what
     * the submit of a child was refused for.
     */
    Run<ConsensusResult> consensus(Consensus consensus);

    /**
     * Starts a map-reduce: a task for each of many items, and their results reduced to one. See {@code
     * io.codefleet.mapreduce.MapReduce}, which makes jobs and says how they end.
     *
     * @throws io.codefleet.error.InvalidInputException if the job is not made by it
     */
    <R> Run<R> mapReduce(MapReduceJob<R> job);

    /** A handle of a task that was submitted elsewhere or earlier; does not ask the broker. */
    TaskHandle handle(String taskId);

    /** All that is known of one task. */
    Future<Optional<TaskInfo>> task(String taskId);

    /** Tasks, the newest first, a page at a time. */
    Future<Page<TaskSummary>> tasks(TaskQuery query);

    /** Failed tasks with their history, the newest first, a page at a time; the query's statuses are ignored. */
    default Future<Page<TaskSummary>> deadLetters(TaskQuery query) {
        return tasks(query.status(TaskStatus.FAILED));
    }

    /**
     * Submits a failed task's content again, as a new task whose id is derived from the failed one ({@code id~1}, {@code
     * id~2}, …). The failed task keeps its outcome. Two replays at the same time are one.
     */
    Future<TaskHandle> replay(String taskId);

    /** Deletes ended tasks that the query matches, in bounded steps, before their retention ends; gives their number. */
    Future<Long> purge(TaskQuery query);

    /** The workers of the fleet, those that went offline lately included. */
    Future<List<WorkerInfo>> workers();

    /** Gives a command to one worker; false if it is not registered. */
    Future<Boolean> command(String workerId, WorkerCommand command);

    /** Gives a command to every registered worker; the number of them. */
    Future<Integer> commandAll(WorkerCommand command);

    /** The fleet in numbers. */
    Future<FleetStats> stats();

    /** Hands out no tasks in this namespace until {@link #resume()}; running ones go on. */
    Future<Void> pause();

    /** Hands out tasks again. */
    Future<Void> resume();

    /**
     * Who did what to this namespace, and when: submits, replays, cancels, purges, commands, pauses; the newest first, a page
     * at a time. Names are what clients {@link CodefleetOptions#actor claim} to be.
     */
    Future<Page<AuditEntry>> audit(AuditQuery query);

    /** Watches changes of tasks and workers. */
    EventStream<FleetEvent> events(EventQuery query);

    /** A worker in this process; it does nothing before it is started. It is closed with the client. */
    Worker worker(WorkerOptions options);

    /** How the client stands with its broker. */
    ConnectionState connectionState();

    /** Called on each change of {@link #connectionState()}, on an event loop. */
    void onConnectionState(Handler<ConnectionState> handler);

    /**
     * Drains the workers of this client, ends every wait with {@link io.codefleet.error.ClosedException}, and disconnects.
     * Never fails.
     */
    Future<Void> close();
}
