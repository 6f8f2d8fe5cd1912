package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Checkpoint;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of isolation: a client of one namespace can neither see nor change another, whatever ids, names and cursors it makes up.
 * In the texts, {@code NS} stands for the namespace that is attacked.
 */
public abstract class IsolationTck extends BrokerTck {
    private static final Duration NO_WAIT = Duration.ofMillis(1);

    private record Seen(
            List<TaskInfo> tasks,
            List<String> workers,
            List<FleetEvent> events,
            List<AuditEntry> audit,
            boolean paused) {}

    private Assignment running = new Assignment(new Lease("", 0, 0, ""), task("none"), 0, Optional.empty());

    /** Prepares the attacked namespace: it has a worker, and tasks that wait, run and have ended. */
    @BeforeEach
    void settle() {
        client().submit(task("waiting").requires("gpu"), task("ended").requires("gpu"), task("failed"));
        client().cancel("ended");
        TckWorker worker = worker("w");
        worker.fail(worker.claimOne());
        client().submit(task("running"));
        running = worker.claimOne();
    }

    private Seen seen() {
        TckClient client = client();
        List<TaskInfo> tasks = get(client.broker.find(List.of("waiting", "running", "ended", "failed")));
        List<String> workers = get(client.broker.workers()).stream()
                .map(worker -> worker.id() + worker.state())
                .toList();
        return new Seen(
                tasks,
                workers,
                client.eventsAfter(EventQuery.OLDEST),
                get(client.broker.audit(AuditQuery.ALL)).items(),
                client.stats().paused());
    }

    private Broker intruder() {
        return connect(namespace + "/x").broker;
    }

    /** Returns the answer of a call; empty if a typed error refuses it. */
    private static <T> Optional<T> answer(Future<T> call) {
        try {
            return Optional.ofNullable(get(call));
        } catch (CodefleetException refused) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "running",
                "NS:running",
                "{NS}:t:running",
                "codefleet:{NS}:t:running",
                "}:t:running",
                "../NS/running",
                "NS/running",
                "NS/t:running",
                "*",
                "runn?ng",
                "[a-z]*",
                "running|general",
                "running,waiting",
                "@w",
                "w",
                "running\nwaiting",
                "running\r\nDEL codefleet:{NS}:t:running\r\n",
                "running waiting",
                "running\0",
                "",
                "%7BNS%7D:t:running",
                "ünïcödé",
                "LONG"
            })
    void noMadeUpIdReachesAnything(String pattern) {
        String crafted = pattern.replace("NS", namespace).replace("LONG", "running".repeat(20_000));
        Broker intruder = intruder();
        Seen before = seen();

        assertThat(answer(intruder.find(List.of(crafted))).orElse(List.of())).isEmpty();
        assertThat(answer(intruder.follow(List.of(crafted)))
                        .map(FollowReply::ended)
                        .orElse(List.of()))
                .isEmpty();
        assertThat(answer(intruder.cancel(crafted, "gone")).orElse(CancelResult.NOT_FOUND))
                .isEqualTo(CancelResult.NOT_FOUND);
        assertThat(answer(intruder.purgeDeadLetters(List.of(crafted.replace("running", "failed"))))
                        .orElse(0))
                .isZero();
        assertThat(answer(intruder.command(Optional.of(crafted), WorkerCommand.of(WorkerCommand.DRAIN)))
                        .orElse(0))
                .isZero();
        assertThat(answer(intruder.receive(crafted, NO_WAIT)).orElse(List.of())).isEmpty();
        assertThat(answer(intruder.claim(new ClaimRequest(crafted, 10, TckWorker.LONG, Optional.of(Set.of()))))
                        .orElse(List.of()))
                .isEmpty();
        answer(intruder.unregister(crafted));
        answer(intruder.watchProgress(crafted));
        useLease(intruder, new Lease(crafted, 1, running.lease().token(), "w"));
        useLease(intruder, new Lease("running", 1, running.lease().token(), crafted));

        assertThat(seen()).isEqualTo(before);
    }

    /** Tries every use of a foreign lease: each must fail. */
    private static void useLease(Broker intruder, Lease lease) {
        assertThat(answer(intruder.renew(List.of(lease), TckWorker.LONG)).orElse(List.of(Renewal.LOST)))
                .containsExactly(Renewal.LOST);
        List<AttemptReport> reports = List.of(
                new AttemptReport.Completed(lease, TaskResult.text("forged")),
                new AttemptReport.Failed(lease, TaskError.of(ErrorKind.PERMANENT, "forged"), Optional.empty()),
                new AttemptReport.Released(lease),
                new AttemptReport.Cancelled(lease, "forged"));
        for (AttemptReport report : reports) {
            List<Boolean> accepted = answer(intruder.report(List.of(report), Optional.empty()))
                    .map(reply -> reply.accepted())
                    .orElse(List.of(false));
            assertThat(accepted).containsExactly(false);
        }
        answer(intruder.progress(lease, new Progress(lease.taskId(), 1, Instant.EPOCH, "text", "forged", Map.of())));
        assertThat(answer(intruder.checkpoint(lease, Checkpoint.of(Map.of("forged", true)))
                        .map(saved -> true)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "$",
                "+",
                "-",
                "(0",
                "0 COUNT 9",
                "99999999999999999999",
                "NS",
                "*",
                "..",
                "\n",
                "",
                "LONG"
            })
    void noMadeUpCursorReachesAnything(String pattern) {
        String crafted = pattern.replace("NS", "{" + namespace + "}").replace("LONG", "9".repeat(20_000));
        Broker intruder = intruder();
        Seen before = seen();

        assertThat(answer(intruder.list(TaskQuery.ALL.from(crafted)))
                        .map(page -> page.items())
                        .orElse(List.of()))
                .isEmpty();
        assertThat(answer(intruder.audit(AuditQuery.ALL.from(crafted)))
                        .map(page -> page.items())
                        .orElse(List.of()))
                .isEmpty();
        List<FleetEvent> events = answer(intruder.events(Optional.of(crafted), 100, NO_WAIT))
                .map(EventBatch::events)
                .orElse(List.of());
        assertThat(events).allMatch(FleetEvent.Missed.class::isInstance);
        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void cursorsOfAnotherNamespaceShowNothingOfIt() {
        client().submit(many("more", 3));
        String ofTasks =
                get(client().broker.list(TaskQuery.ALL.pageSize(1))).next().orElseThrow();
        String ofAudit =
                get(client().broker.audit(AuditQuery.ALL.pageSize(1))).next().orElseThrow();
        Broker intruder = intruder();

        assertThat(get(intruder.list(TaskQuery.ALL.from(ofTasks))).items()).isEmpty();
        assertThat(get(intruder.audit(AuditQuery.ALL.from(ofAudit))).items()).isEmpty();
    }

    @Test
    void tasksOfOneNamespaceNameThoseOfAnotherInVain() {
        Seen before = seen();
        TckClient intruder = connect(namespace + "/x");
        intruder.submit(
                task("child").parent("waiting"),
                task(namespace + "/waiting").parent("running"),
                task("waiting").parent(namespace + "/running"));
        intruder.cancel("running");
        intruder.cancel(namespace + "/running");
        worker(intruder, WorkerProfile.of("w")).leave();
        get(intruder.broker.purge(TaskQuery.ALL, 1000));
        assertThat(get(intruder.broker.purgeDeadLetters(List.of("failed", namespace + "/failed"))))
                .isZero();
        get(intruder.broker.pause());

        assertThat(seen()).isEqualTo(before);
    }

    /** Names that are legal and could be taken for a part of a key or of a line, side by side in two namespaces. */
    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a@b", "a,b", "a=b", "a#b~1", "q.x", "due", "all", "n", "tick", "a+b-c_d"})
    void legalIdsWithSpecialCharactersStayInTheirNamespace(String id) {
        TckClient intruder = connect(namespace + "/x");
        Task mine = task(id).parent(id + "/p");
        client().submit(mine);
        intruder.submit(mine.prompt("another"));
        intruder.cancel(id);

        assertThat(client().find(id).task()).isEqualTo(mine);
        assertThat(client().find(id).outcome()).isEmpty();
        assertThat(intruder.find(id).outcome()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NS}:", "{NS}", "NS:t", "../NS", "*", "NS*", "N S", "NS\n", "NS\0", "", "LONG", "NS|x", "NS,x", "@NS"
            })
    void aNamespaceOfThatNameCannotBeNamed(String pattern) {
        String crafted = pattern.replace("NS", namespace).replace("LONG", "n".repeat(20_000));

        assertThat(isRefused(() -> CodefleetOptions.of("memory:x").namespace(crafted)))
                .isTrue();
    }

    /** What is refused before any broker is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"{NS}:x", "NS:x", "x*", "x?", "[x]", "x|y", "x\ny", "x y", "x\0", "", "@w", "../x", "LONG"})
    void noTaskOrWorkerOfThatNameCanBeMade(String pattern) {
        String crafted = pattern.replace("NS", namespace).replace("LONG", "n".repeat(20_000));
        Stream<Supplier<?>> ways = Stream.of(
                () -> task(crafted),
                () -> task("x").parent(crafted),
                () -> task("x").type(crafted),
                () -> task("x").requires(crafted),
                () -> WorkerProfile.of(crafted).info(),
                () -> WorkerCommand.of(crafted),
                () -> TaskQuery.ALL.type(crafted),
                () -> AuditQuery.ALL.actor(crafted),
                () -> AuditQuery.ALL.subject(crafted));

        assertThat(ways).allMatch(IsolationTck::isRefused);
    }

    private static boolean isRefused(Supplier<?> way) {
        try {
            return way.get() == null;
        } catch (InvalidInputException e) {
            return true;
        }
    }
}
