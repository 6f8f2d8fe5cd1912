package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Placement;
import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the limits of waiting tasks in a lane, and of the rate of submits. */
public abstract class LimitTck extends BrokerTck {
    // ---- lanes

    private QueueFullException full(String id, String type) {
        Exception refusal = client().refusal(task(id).type(type));
        assertThat(refusal).isInstanceOf(QueueFullException.class);
        return (QueueFullException) refusal;
    }

    @Test
    void aFullLaneRefusesJustTheExcess() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(3);

        List<SubmitReply> replies = get(client().broker.submit(many("t", 5)));

        assertThat(replies.subList(0, 3)).containsOnly(SubmitReply.Accepted.INSTANCE);
        assertThat(replies.subList(3, 5)).allMatch(SubmitReply.Refused.class::isInstance);
        assertThat(client().stats().queued()).isEqualTo(3);
    }

    @Test
    void theRefusalNamesTheReachedLimit() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(1).maxQueuedTasks(2);
        client().submit(task("a").type("a"));

        assertThat(full("a2", "a").scope()).isEqualTo(QueueFullException.Scope.LANE);
        assertThat(full("a2", "a").maxQueuedTasks()).isEqualTo(1);
        assertThat(full("a2", "a").retryable()).isTrue();
        client().submit(task("b").type("b"));
        assertThat(full("c", "c").scope()).isEqualTo(QueueFullException.Scope.NAMESPACE);
        assertThat(full("c", "c").maxQueuedTasks()).isEqualTo(2);
    }

    @Test
    void aFullLaneLeavesRoomInTheOthers() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(1);

        client().submit(task("a"), task("b").type("other"), task("c").requires("git"));
        assertThat(client().refusal(task("d").requires("git"))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void delayedAndRunningTasksDoNotCountForTheirLane() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(1);
        client().submit(task("delayed").delay(ticks(500)), task("running"));
        worker("w").claimOne();

        client().submit(task("queued"), task("too").delay(ticks(500)));
        assertThat(client().refusal(task("excess"))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void tasksThatWaitForTheirChosenWorkerCountForTheirLane() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(2);
        worker("w");
        Placement spread = Placement.roundRobin();
        client().submit(task("a").placement(spread), task("b").placement(spread));

        assertThat(client().refusal(task("c").placement(spread))).isInstanceOf(QueueFullException.class);
        assertThat(client().refusal(task("d"))).isInstanceOf(QueueFullException.class);
        client().submit(task("placed").placement(Placement.worker("w")));
    }

    @Test
    void parkedTasksCountForTheirLane() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(3);
        client().submit(
                        task("a").concurrency("key", 1),
                        task("b").concurrency("key", 1),
                        task("c").concurrency("key", 1));
        assertThat(client().stats().waitingForPermit()).isEqualTo(2);

        assertThat(client().refusal(task("d").concurrency("key", 1))).isInstanceOf(QueueFullException.class);
        assertThat(client().refusal(task("e"))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void aTaskThatLeavesTheQueueMakesRoomInItsLane() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(1);
        TckWorker worker = worker("w");
        client().submit(task("claimed"));
        Assignment claimed = worker.claimOne();
        client().submit(task("cancelled").concurrency("key", 1));
        client().cancel("cancelled");
        client().submit(task("spread").placement(Placement.leastBusy()));
        worker.claimOne();

        worker.release(claimed);
        assertThat(client().refusal(task("excess"))).isInstanceOf(QueueFullException.class);
        worker.claimOne();
        client().submit(task("next"));
    }

    @Test
    void oneLaneTooManyIsRefused() {
        limits = StorageLimits.DEFAULT.maxLanes(3);
        client().submit(
                        task("a").type("a"),
                        task("b").type("a").requires("git"),
                        task("c").placement(Placement.worker("w")));

        QueueFullException refused = full("d", "d");
        assertThat(refused.scope()).isEqualTo(QueueFullException.Scope.LANES);
        assertThat(refused.maxQueuedTasks()).isEqualTo(3);
        assertThat(refused).hasMessageContaining("maxLanes").hasMessageContaining("task d");
        assertThat(refused.retryable()).isTrue();
        client().submit(task("a2").type("a"));
        client().submit(task("later").type("later").delay(ticks(500)));
    }

    @Test
    void lanesOfOneCallAreCountedToo() {
        limits = StorageLimits.DEFAULT.maxLanes(2);
        List<SubmitReply> replies = get(client().broker
                .submit(List.of(
                        task("a").type("a"),
                        task("b").type("b"),
                        task("c").type("c"),
                        task("a2").type("a"))));

        assertThat(replies)
                .extracting(reply -> reply == SubmitReply.Accepted.INSTANCE)
                .containsExactly(true, true, false, true);
    }

    @Test
    void aLaneWhoseTasksHaveLeftMakesRoomForAnother() {
        limits = StorageLimits.DEFAULT.maxLanes(1);
        TckWorker worker = worker("w");
        client().submit(task("a").type("a"));
        Assignment a = worker.claimOne();
        client().submit(task("b").type("b").concurrency("key", 1));
        assertThat(full("c", "c").scope()).isEqualTo(QueueFullException.Scope.LANES);
        client().cancel("b");
        client().submit(task("c").type("c"));

        assertThat(worker.release(a)).isTrue();
        assertThat(worker.claimIds(5)).containsExactlyInAnyOrder("a", "c");
        client().submit(task("d").type("d"));
    }

    @Test
    void aFullLaneAcceptsARepeatedSubmit() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(1);
        client().submit(task("t"));

        assertThat(client().reply(task("t"))).isEqualTo(SubmitReply.Accepted.INSTANCE);
    }

    // ---- rates

    /** Returns limits of one task in ten ticks, on average. */
    private StorageLimits oneInTenTicks(int burst) {
        return StorageLimits.DEFAULT.submitRate(new SubmitRate(1, ticks(10), burst));
    }

    private static void assertLimited(TckClient client, String id) {
        assertThat(client.refusal(task(id))).isInstanceOf(RateLimitedException.class);
        assertThat(client.look(id)).isEmpty();
    }

    @Test
    void aBurstIsTakenAtOnceAndTheExcessRefused() {
        limits = oneInTenTicks(3);

        List<SubmitReply> replies = get(client().broker.submit(many("t", 5)));

        assertThat(replies.subList(0, 3)).containsOnly(SubmitReply.Accepted.INSTANCE);
        assertThat(replies.subList(3, 5))
                .allSatisfy(reply -> assertThat(((SubmitReply.Refused) reply).reason())
                        .isInstanceOfSatisfying(RateLimitedException.class, limited -> {
                            assertThat(limited.retryable()).isTrue();
                            assertThat(limited.retryAfter()).isPositive().isLessThanOrEqualTo(ticks(10));
                        }));
        assertThat(client().stats().submitted()).isEqualTo(3);
    }

    @Test
    void aTaskIsTakenAfterTheWaitThatTheRefusalNames() {
        limits = oneInTenTicks(1);
        client().submit(task("a"));
        RateLimitedException limited = (RateLimitedException) client().refusal(task("b"));

        advance(limited.retryAfter());
        client().submit(task("b"));
        assertLimited(client(), "c");
    }

    @Test
    void aLongPauseGivesNoMoreThanTheBurst() {
        limits = oneInTenTicks(2);
        client().submit(tasks("a", "b"));
        // long enough for three tasks
        advance(ticks(31));

        client().submit(tasks("c", "d"));
        assertLimited(client(), "e");
    }

    @Test
    void aRepeatedSubmitIsNotCountedByTheRateLimit() {
        limits = oneInTenTicks(2);
        client().submit(task("a"));
        client().submit(task("a"));
        client().submit(task("a"));

        client().submit(task("b"));
        assertLimited(client(), "c");
    }

    @Test
    void aRefusedTaskIsNotCounted() {
        limits = oneInTenTicks(2).maxQueuedPerLane(1);
        client().submit(task("a"));
        assertThat(client().refusal(task("b"))).isInstanceOf(QueueFullException.class);

        client().submit(task("c").type("other"));
        assertThat(client().refusal(task("d").type("third"))).isInstanceOf(RateLimitedException.class);
    }

    @Test
    void eachActorHasARateOfItsOwn() {
        limits = oneInTenTicks(1);
        TckClient ann = connectAs("ann");
        ann.submit(task("a"));
        assertLimited(ann, "b");

        connectAs("bob").submit(task("b"));
    }

    @Test
    void allClientsOfAnActorShareItsRate() {
        limits = oneInTenTicks(1);
        connectAs("ann").submit(task("a"));

        assertLimited(connectAs("ann"), "b");
    }
}
