package io.codefleet.faults.process;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import io.codefleet.faults.history.OutcomeFingerprint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A client from its start to its end: submits, awaits, looks, cancels, and never gives a submit up. */
public final class ClientWorkload {
    private static final int BEAT_MILLIS = 50;
    /** A host that waits for so many does not go on submitting. */
    private static final int MOST_AWAITED = 1500;
    /** One of so many tasks is looked at a second time. */
    private static final int LOOKED_AGAIN = 10;

    private final Vertx vertx;
    private final History history;
    private final String client;
    private final CodefleetClient fleet;
    private final Map<String, TaskHandle> awaited = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final Promise<Void> done = Promise.promise();
    private volatile boolean finishing;
    private long beat = -1;

    private ClientWorkload(Vertx vertx, History history, String client, CodefleetClient fleet) {
        this.vertx = vertx;
        this.history = history;
        this.client = client;
        this.fleet = fleet;
    }

    /** Connects, however long the broker is away. */
    public static Future<ClientWorkload> begin(Vertx vertx, History history, String client, CodefleetOptions options) {
        return RetryUntilConnected.connect(vertx, options)
                .map(fleet -> new ClientWorkload(vertx, history, client, fleet));
    }

    /** Continues after an earlier process of this client: it submits again the tasks whose end that process did not see. */
    public void resume(Collection<String> unfinished, int nextNumber) {
        next.set(nextNumber);
        unfinished.forEach(this::submit);
    }

    /** Submits so many tasks a second until they are used up, or a finish command comes. */
    public void load(int perSecond, int last) {
        double each = perSecond * BEAT_MILLIS / 1000.0;
        double[] due = {0};
        beat = vertx.setPeriodic(BEAT_MILLIS, timer -> {
            for (due[0] += each; due[0] >= 1; due[0]--) {
                if (!finishing && open.get() < MOST_AWAITED && next.get() < last) {
                    submit(Workload.usual(client, next.getAndIncrement()));
                }
            }
        });
    }

    // ---- commands of the run

    /** Runs a command of the run: a word and its arguments. */
    public void onCommand(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "submit" -> submitSome(words[1], TaskBehavior.of(words[2]), Integer.parseInt(words[3]), words[4]);
            case "crowd" -> crowd(Integer.parseInt(words[1]), words[2]);
            case "cancel" -> cancelSome(Integer.parseInt(words[1]), Long.parseLong(words[2]), words[3]);
            case "crash" -> crash(Integer.parseInt(words[1]), words[2]);
            case "finish" -> finish();
            default -> throw new IllegalArgumentException("a client does not understand: " + line);
        }
    }

    /** Submits some tasks. Their ids begin with the number of the schedule's step, so that no two steps share one. */
    private void submitSome(String owner, TaskBehavior kind, int count, String first) {
        int from = Integer.parseInt(first);
        for (int number = from; number < from + count; number++) {
            String id = Workload.id(owner, kind, number);
            submit(id);
            if (kind == TaskBehavior.PARENT) {
                Workload.children(id).forEach(this::submit);
            }
        }
    }

    private void crowd(int count, String first) {
        CodefleetOptions crowded =
                fleet.options().limits(fleet.options().limits().maxQueuedTasks(1));
        open.incrementAndGet();
        RetryUntilConnected.connect(vertx, crowded).onSuccess(other -> {
            int from = Integer.parseInt(first);
            for (int number = from; number < from + count; number++) {
                submit(other, Workload.task(Workload.id(client, TaskBehavior.CROWDED, number), client));
            }
            open.decrementAndGet();
        });
    }

    private void cancelSome(int count, long choice, String kind) {
        List<String> ids = awaited.keySet().stream()
                .filter(id -> kind.equals("any") || id.contains("/" + kind + "/"))
                .sorted()
                .toList();
        Random random = new Random(choice);
        for (int i = 0; i < count && !ids.isEmpty(); i++) {
            cancel(ids.get(random.nextInt(ids.size())));
        }
    }

    /** Submits, and dies before it can have read the answer. */
    private void crash(int count, String first) {
        submitSome(client, TaskBehavior.WORK, count, first);
        vertx.setTimer(1, timer -> Runtime.getRuntime().halt(1));
    }

    private void finish() {
        finishing = true;
        vertx.setPeriodic(100, timer -> {
            if (open.get() == 0) {
                vertx.cancelTimer(timer);
                end();
            }
        });
    }

    private void end() {
        vertx.cancelTimer(beat);
        fleet.close().onComplete(closed -> {
            history.write(EventType.PROCESS_DONE, "");
            done.complete();
        });
    }

    /** Completes after a finish command, when it has seen the end of all its tasks. */
    public Future<Void> done() {
        return done.future();
    }

    // ---- what it does to tasks

    private void submit(String id) {
        submit(fleet, Workload.task(id, client));
    }

    private void submit(CodefleetClient through, Task task) {
        open.incrementAndGet();
        history.write(EventType.SUBMIT_CALLED, task.id(), History.brief(task.prompt()));
        through.submitTask(task).onComplete(answer -> {
            if (answer.succeeded()) {
                history.write(EventType.SUBMIT_ACKNOWLEDGED, task.id(), "");
                await(answer.result());
            } else {
                notSubmitted(through, task, answer.cause());
            }
            open.decrementAndGet();
        });
    }

    private void notSubmitted(CodefleetClient through, Task task, Throwable failure) {
        boolean unknown = failure instanceof BrokerUnavailableException || failure instanceof ClosedException;
        if (!unknown) {
            history.write(
                    EventType.SUBMIT_REFUSED,
                    task.id(),
                    failure.getClass().getSimpleName() + " " + History.brief(task.prompt()));
            return;
        }
        history.write(EventType.SUBMIT_UNANSWERED, task.id(), String.valueOf(failure.getMessage()));
        open.incrementAndGet();
        vertx.setTimer(200 + ThreadLocalRandom.current().nextInt(300), timer -> {
            submit(through, task);
            open.decrementAndGet();
        });
    }

    private void await(TaskHandle handle) {
        open.incrementAndGet();
        awaited.put(handle.id(), handle);
        history.write(EventType.OUTCOME_AWAITED, handle.id(), "");
        handle.outcome().onComplete(outcome -> {
            if (outcome.succeeded()) {
                history.write(EventType.OUTCOME_SEEN, handle.id(), OutcomeFingerprint.text(outcome.result()));
            } else {
                history.write(EventType.OUTCOME_FAILED, handle.id(), String.valueOf(outcome.cause()));
            }
            if (awaited.remove(handle.id()) != null
                    && ThreadLocalRandom.current().nextInt(LOOKED_AGAIN) == 0) {
                look(handle.id());
                await(fleet.handle(handle.id()));
            }
            open.decrementAndGet();
        });
    }

    private void look(String id) {
        open.incrementAndGet();
        fleet.task(id).onComplete(found -> {
            if (found.succeeded()) {
                history.write(
                        EventType.STATUS_SEEN,
                        id,
                        found.result().map(info -> info.status().name()).orElse("NOT_FOUND"));
            }
            open.decrementAndGet();
        });
    }

    private void cancel(String id) {
        open.incrementAndGet();
        history.write(EventType.CANCEL_CALLED, id, "");
        fleet.handle(id).cancel("the run wants it").onComplete(answer -> {
            if (answer.succeeded()) {
                history.write(EventType.CANCEL_ANSWERED, id, answer.result().name());
            } else {
                history.write(EventType.CANCEL_UNANSWERED, id, String.valueOf(answer.cause()));
            }
            open.decrementAndGet();
        });
    }
}
