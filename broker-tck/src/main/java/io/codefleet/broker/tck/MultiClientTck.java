package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.SubmitReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Several clients and workers at the same time, and calls from any thread. */
public abstract class MultiClientTck extends BrokerTck {
    private static final int TASKS = 1000;

    private final Queue<String> claimed = new ConcurrentLinkedQueue<>();

    /** Claims and ends tasks in a given way until there are none left. */
    private Future<Void> workOff(TckWorker worker, List<Assignment> running, Reporter reporter) {
        List<AttemptReport> reports = running.stream().map(reporter::report).toList();
        ClaimRequest next = ClaimRequest.of(worker.id, 7, TckWorker.LONG);
        return worker.broker.report(reports, Optional.of(next)).compose(reply -> {
            assertThat(reply.accepted()).doesNotContain(false);
            claimed.addAll(TckWorker.ids(reply.claimed()));
            return reply.claimed().isEmpty()
                    ? Future.<Void>succeededFuture()
                    : workOff(worker, reply.claimed(), reporter);
        });
    }

    private interface Reporter {
        AttemptReport report(Assignment assignment);
    }

    private static List<String> ids() {
        return many("t", TASKS).stream().map(Task::id).toList();
    }

    private List<TckWorker> workersOf(TckClient... connected) {
        List<TckWorker> workers = new ArrayList<>();
        for (TckClient client : connected) {
            for (int i = 0; i < 4; i++) {
                workers.add(worker(client, WorkerProfile.of("w" + workers.size())));
            }
        }
        return workers;
    }

    @Test
    void everyTaskIsRunByOneOfManyWorkers() {
        client().submit(many("t", TASKS));
        List<Future<Void>> all = workersOf(client(), connect()).stream()
                .map(worker -> workOff(worker, List.of(), task -> TckWorker.completed(task, worker.id)))
                .toList();
        get(Future.all(all));

        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids());
        assertThat(client().stats().completed()).isEqualTo(TASKS);
        assertThat(client().stats().queued() + client().stats().running()).isZero();
        soon(() -> assertThat(
                        client().received.outcomes.stream().map(Outcome::taskId).distinct())
                .hasSize(TASKS));
    }

    @Test
    void tasksThatFailOnceAreEachRunTwice() {
        client().submit(many("t", 200));
        List<TckWorker> workers = workersOf(client(), connect());
        soon(() -> {
            get(Future.all(workers.stream()
                    .map(worker -> workOff(worker, List.of(), MultiClientTck::failFirst))
                    .toList()));
            runMaintenance();
            assertThat(client().stats().completed()).isEqualTo(200);
        });

        assertThat(claimed).hasSize(400);
        assertThat(claimed.stream().distinct()).hasSize(200);
    }

    private static AttemptReport failFirst(Assignment assignment) {
        return assignment.lease().attempt() == 1
                ? TckWorker.failed(assignment, Optional.of(Duration.ZERO))
                : TckWorker.completed(assignment, "done");
    }

    @Test
    void submitsOfSeveralClientsAreAllStored() {
        List<TckClient> submitters = List.of(client(), connect(), connect());
        List<Future<List<SubmitReply>>> submits = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            submits.add(submitters.get(i % 3).broker.submit(many(i + "-", 20)));
        }
        get(Future.all(submits));

        assertThat(client().stats().queued()).isEqualTo(600);
        assertThat(worker("w").claim(1000)).hasSize(600).doesNotHaveDuplicates();
    }

    @Test
    void oneOfManyEqualSubmitsCounts() {
        List<TckClient> submitters = List.of(client(), connect(), connect());
        List<Future<List<SubmitReply>>> submits = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            submits.add(submitters.get(i % 3).broker.submit(List.of(task("t"))));
        }
        get(Future.all(submits));

        assertThat(submits)
                .allSatisfy(submit -> assertThat(submit.result()).containsExactly(SubmitReply.Accepted.INSTANCE));
        assertThat(client().stats().submitted()).isEqualTo(1);
    }

    @Test
    void oneOfManyReportsDecides() {
        client().submit(task("t"));
        Assignment assignment = worker("w").claimOne();
        TckClient other = connect();
        get(Future.all(
                client().broker.report(List.of(TckWorker.completed(assignment, "done")), Optional.empty()),
                other.broker.cancel("t", "no longer needed"),
                other.broker.report(List.of(TckWorker.failed(assignment, Optional.empty())), Optional.empty())));

        TaskStatus decided = client().status("t");
        assertThat(decided.isTerminal()).isTrue();
        assertThat(client().stats())
                .satisfies(stats -> assertThat(stats.completed() + stats.failed() + stats.cancelled())
                        .isEqualTo(1));
        assertThat(receivedOutcome(client(), "t").status()).isEqualTo(decided);
    }

    @Test
    void whatOneClientStartsAnotherMayEnd() {
        client().submit(task("t"));
        TckWorker here = worker("w");
        TckWorker there = new TckWorker(connect().broker, "w");

        assertThat(there.complete(here.claimOne(), "done there")).isTrue();
        assertThat(client().outcome("t").resultOrThrow().text()).isEqualTo("done there");
    }

    @Test
    void aCallFromTheEventLoopIsAnsweredOnAContextOfItsVertx() {
        TckClient client = client();
        Promise<Optional<Vertx>> owner = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(v -> client.broker
                        .submit(List.of(task("t")))
                        .onComplete(submitted -> owner.complete(
                                Optional.ofNullable(Vertx.currentContext()).map(Context::owner))));

        assertThat(get(owner.future())).contains(vertx);
    }

    @Test
    void everyClientReceivesItsOwnCopyOfAnOutcome() {
        TckClient other = connect();
        client().submit(task("mine"));
        other.submit(task("theirs"));
        client().cancel("mine");
        client().cancel("theirs");

        receivedOutcome(client(), "mine");
        receivedOutcome(other, "theirs");
        forAWhile(() -> assertThat(client().received.outcomes)
                .extracting(Outcome::taskId)
                .containsOnly("mine"));
    }
}
