package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentOptions;
import io.codefleet.ArtifactSelection;
import io.codefleet.ErrorKind;
import io.codefleet.RetryPolicy;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of submits: a task is stored once, or refused for a reason and without harm to the others. */
public abstract class SubmitTck extends BrokerTck {
    private static final String LARGE = "x".repeat(20_000);

    @Test
    void aTaskIsQueued() {
        client().submit(task("t"));

        assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
        assertThat(client().find("t").summary().attempt()).isZero();
    }

    @Test
    void aTaskIsKeptAsItWasSubmitted() {
        Task task = task("t")
                .type("review")
                .prompt("Erkläre \"Foo\".\n\t\u0001 \uD83D\uDE80 {}[]'\\")
                .project("/srv/project")
                .files(List.of("a/b.java", "ü.txt"))
                .previousTasks(List.of("earlier"))
                .preferredModel("provider/model")
                .attribute("ticket", "X-1")
                .priority(77)
                .requires("git", "java")
                .limits(TaskLimits.DEFAULT.deadline(Duration.ofHours(3)))
                .retry(RetryPolicy.DEFAULT.maxAttempts(7).retryOn(ErrorKind.TRANSIENT))
                .concurrency("repo/a", 2)
                .parent("parent");
        client().submit(task);

        assertThat(client().find("t").task()).isEqualTo(task);
    }

    @Test
    void aRepeatedSubmitIsAcceptedAndStoredOnce() {
        client().submit(task("t"));
        client().submit(task("t"));

        assertThat(client().stats().submitted()).isEqualTo(1);
        assertThat(worker("w").claimIds(5)).containsExactly("t");
    }

    @Test
    void aTaskSubmittedTwiceInOneCallIsStoredOnce() {
        client().submit(task("t"), task("t"));

        assertThat(client().stats().queued()).isEqualTo(1);
        assertThat(worker("w").claimIds(5)).containsExactly("t");
    }

    @Test
    void aRepeatedSubmitIsAcceptedWhileTheTaskRuns() {
        client().submit(task("t"));
        worker("w").claimOne();

        assertThat(client().reply(task("t"))).isEqualTo(SubmitReply.Accepted.INSTANCE);
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void aRepeatedSubmitAfterTheEndReturnsTheOutcome() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne(), "all is well");

        assertThat(client().reply(task("t"))).isEqualTo(new SubmitReply.Ended(client().outcome("t")));
        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    void otherContentUnderAKnownIdIsRefused() {
        client().submit(task("t"));

        Exception reason = client().refusal(task("t").prompt("something else"));

        assertThat(reason)
                .isInstanceOfSatisfying(
                        DuplicateTaskException.class,
                        duplicate -> assertThat(duplicate.taskId()).isEqualTo("t"));
        assertThat(client().find("t").task()).isEqualTo(task("t"));
        assertThat(client().stats().queued()).isEqualTo(1);
    }

    @Test
    void otherContentUnderTheIdOfAnEndedTaskIsRefused() {
        client().submit(task("t"));
        client().cancel("t");

        assertThat(client().refusal(task("t").priority(9))).isInstanceOf(DuplicateTaskException.class);
    }

    @Test
    void aTaskAboveThePayloadLimitIsRefused() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);

        Exception reason = client().refusal(task("t").prompt(LARGE));

        assertThat(reason).isInstanceOfSatisfying(PayloadTooLargeException.class, tooLarge -> {
            assertThat(tooLarge.maxBytes()).isEqualTo(10_000);
            assertThat(tooLarge.actualBytes()).isGreaterThan(20_000);
        });
        assertThat(client().look("t")).isEmpty();
    }

    @Test
    void aTaskThatAsksForMoreArtifactsThanAResultHoldsIsRefused() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);
        ArtifactSelection most = ArtifactSelection.of("*").maxBytes(10_000);

        assertThat(client().refusal(task("t").agent(AgentOptions.DEFAULT.artifacts(most.maxBytes(10_001)))))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("agent.artifacts.maxBytes of task t has 10001 bytes, the limit is 10000");
        client().submit(task("t").agent(AgentOptions.DEFAULT.artifacts(most)));
    }

    @Test
    void aLargeTaskBelowThePayloadLimitIsStoredComplete() {
        Task large = task("t").prompt(LARGE.repeat(50));
        client().submit(large);

        assertThat(worker("w").claimOne().task()).isEqualTo(large);
    }

    @Test
    void theRepliesAreInTheOrderOfTheTasks() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);
        client().submit(task("known"));

        List<SubmitReply> replies = get(client().broker
                .submit(List.of(
                        task("a"),
                        task("large").prompt(LARGE),
                        task("b"),
                        task("known").prompt("something else"),
                        task("c"))));

        assertThat(replies).hasSize(5);
        assertThat(List.of(replies.get(0), replies.get(2), replies.get(4))).containsOnly(SubmitReply.Accepted.INSTANCE);
        assertThat(((SubmitReply.Refused) replies.get(1)).reason()).isInstanceOf(PayloadTooLargeException.class);
        assertThat(((SubmitReply.Refused) replies.get(3)).reason()).isInstanceOf(DuplicateTaskException.class);
        assertThat(client().listIds(TaskQuery.ALL)).containsExactlyInAnyOrder("known", "a", "b", "c");
    }

    @Test
    void aSubmitOfNoTasksHasNoReplies() {
        assertThat(get(client().broker.submit(List.of()))).isEmpty();
    }

    @Test
    void aFullQueueRefusesJustTheExcess() {
        limits = StorageLimits.DEFAULT.maxQueuedTasks(3);

        List<SubmitReply> replies = get(client().broker.submit(many("t", 5)));

        assertThat(replies.subList(0, 3)).containsOnly(SubmitReply.Accepted.INSTANCE);
        assertThat(replies.subList(3, 5))
                .allSatisfy(reply -> assertThat(((SubmitReply.Refused) reply).reason())
                        .isInstanceOfSatisfying(
                                QueueFullException.class,
                                full -> assertThat(full.maxQueuedTasks()).isEqualTo(3)));
        assertThat(client().look("t3")).isEmpty();
        assertThat(client().stats().queued()).isEqualTo(3);
    }

    @Test
    void delayedTasksCountAsWaiting() {
        limits = StorageLimits.DEFAULT.maxQueuedTasks(2);
        client().submit(task("delayed").delay(Duration.ofHours(1)), task("queued"));

        assertThat(client().refusal(task("t"))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void runningAndEndedTasksDoNotCountAsWaiting() {
        limits = StorageLimits.DEFAULT.maxQueuedTasks(2);
        client().submit(tasks("a", "b"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        worker.claimOne();

        client().submit(tasks("c", "d"));
        assertThat(client().refusal(task("e"))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void aFullQueueAcceptsARepeatedSubmit() {
        limits = StorageLimits.DEFAULT.maxQueuedTasks(1);
        client().submit(task("t"));

        assertThat(client().reply(task("t"))).isEqualTo(SubmitReply.Accepted.INSTANCE);
    }

    @Test
    void aFullQueueHasRoomForARetry() {
        limits = StorageLimits.DEFAULT.maxQueuedTasks(1);
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        client().submit(task("another"));
        worker.failAndRetry(running, Duration.ZERO);

        soon(() -> {
            runMaintenance();
            assertThat(worker.claimIds(1)).containsExactly("t");
        });
    }

    @Test
    void aTaskWithADelayIsDelayed() {
        client().submit(task("t").delay(ticks(50)));

        assertThat(client().status("t")).isEqualTo(TaskStatus.DELAYED);
        assertThat(client().find("t").summary().dueAt()).isPresent();
        assertThat(worker("w").claim(1)).isEmpty();
    }

    @Test
    void aDelayedTaskIsQueuedWhenItsTimeHasCome() {
        client().submit(task("t").delay(ticks(2)));

        after(ticks(3), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        assertThat(client().find("t").summary().dueAt()).isEmpty();
        assertThat(worker("w").claimIds(1)).containsExactly("t");
    }

    // ---- headers

    private static Task traced(String id, String value) {
        return task(id).header(TaskHeaders.TRACEPARENT, value).header("own", "é \u4e16 \uD83D\uDE80 %d {}");
    }

    @Test
    void headersReachEveryAttemptAndAReplay() {
        Task task = traced("t", "00-a-b-01");
        client().submit(task);
        TckWorker worker = worker("w");

        Assignment first = worker.claimOne();
        assertThat(first.task()).isEqualTo(task);
        assertThat(worker.failAndRetry(first, Duration.ZERO)).isTrue();
        Assignment second = worker.claimOne();
        assertThat(second.task().headers()).isEqualTo(task.headers());
        assertThat(worker.fail(second)).isTrue();

        Task failed = client().find("t").task();
        assertThat(failed.headers()).isEqualTo(task.headers());
        get(client().broker.replay(List.of(failed.id("t~1"))));
        assertThat(worker.claimOne().task().headers()).isEqualTo(task.headers());
    }

    @Test
    void theSameTaskWithOtherHeadersIsTheSameTask() {
        client().submit(traced("t", "first"));
        client().submit(traced("t", "second"), task("t"));
        assertThat(client().refusal(traced("t", "first").priority(9))).isInstanceOf(DuplicateTaskException.class);

        TckWorker worker = worker("w");
        Assignment only = worker.claimOne();
        assertThat(only.task()).isEqualTo(traced("t", "first"));
        assertThat(worker.claimIds(5)).isEmpty();
        client().submit(traced("t", "third"));
        worker.complete(only);
        assertThat(client().reply(traced("t", "fourth"))).isInstanceOf(SubmitReply.Ended.class);
        assertThat(client().stats().submitted()).isEqualTo(1);
    }

    @Test
    void aTaskWithoutHeadersKeepsNoneWhenItComesAgainWithSome() {
        client().submit(task("t"));
        client().submit(traced("t", "later"));

        assertThat(worker("w").claimOne().task()).isEqualTo(task("t"));
    }

    @Test
    void tagsAndHeadersCountAsPartsOfAPayload() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);
        Task tagged = task("tagged");
        for (int i = 0; i < 16; i++) {
            tagged = tagged.tag("k" + i, "\u4e16".repeat(256));
        }

        assertThat(client().refusal(tagged)).isInstanceOf(PayloadTooLargeException.class);
        assertThat(client().refusal(task("headed").header("k", "\u4e16".repeat(4000))))
                .isInstanceOf(PayloadTooLargeException.class);
        client().submit(task("fits").header("k", "\u4e16".repeat(3000)));
    }
}
