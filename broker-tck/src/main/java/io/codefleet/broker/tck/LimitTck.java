package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.RateLimitedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many tasks may wait in a lane, and how fast a client may submit. */
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
    void theRefusalSaysWhichLimitIsReached() {
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
    void aFullLaneStillKnowsItsTasks() {
        limits = StorageLimits.DEFAULT.maxQueuedPerLane(1);
        client().submit(task("t"));

        assertThat(client().reply(task("t"))).isEqualTo(SubmitReply.Accepted.INSTANCE);
    }

    // ---- rates

    /** One task in ten ticks, on average. */
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
        advance(ticks(45));

        client().submit(tasks("c", "d"));
        assertLimited(client(), "e");
    }

    @Test
    void theSameTaskAgainIsNotCounted() {
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
