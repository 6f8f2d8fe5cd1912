package io.codefleet.broker.log.remote;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.TaskForms;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client asks the leader for after its connection broke. */
@Timeout(90)
class ResumptionTest {
    private static final int LARGE = 300_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final ScriptedLeader leader = new ScriptedLeader();
    private Broker broker;

    /** A leader that answers each call at once, but a request to follow tasks only when the test says so. */
    private static final class ScriptedLeader implements RequestChannel {
        final List<Follow> follows = new CopyOnWriteArrayList<>();
        volatile boolean holdsFollows;
        volatile boolean failsSubmits;
        private final MessagePieces requests = new MessagePieces();
        private final MessagePieces replies = new MessagePieces();
        private Handler<Buffer> client = message -> {};
        private Runnable lost = () -> {};

        record Follow(long number, List<String> ids) {}

        @Override
        public boolean isReliable() {
            return true;
        }

        @Override
        public String clientId() {
            return "client";
        }

        @Override
        public Future<Void> send(Buffer message) {
            requests.join(message)
                    .ifPresent(request -> FieldReader.read("a request", request, from -> {
                        long number = from.number(1);
                        if (holdsFollows && from.integer(2) == BrokerCall.FOLLOW.number()) {
                            List<String> ids =
                                    FieldReader.read("arguments", from.buffer(3), arguments -> arguments.texts(1));
                            follows.add(new Follow(number, ids));
                        } else if (failsSubmits && from.integer(2) == BrokerCall.SUBMIT.number()) {
                            FieldWriter error = new FieldWriter();
                            ErrorForms.error(error, new BrokerUnavailableException("it was made to fail", null));
                            reply(number, Messages.FAILED, error);
                        } else {
                            reply(number, new FieldWriter());
                        }
                        return true;
                    }));
            return Future.succeededFuture();
        }

        private void reply(long number, FieldWriter answer) {
            reply(number, Messages.OK, answer);
        }

        private void reply(long number, int status, FieldWriter answer) {
            replies.cut(Messages.reply(number, status, answer)).forEach(client::handle);
        }

        /** Answers that all tasks of this request have ended, with large results. */
        void end(Follow follow) {
            List<Outcome> outcomes = follow.ids().stream()
                    .<Outcome>map(id -> new Outcome.Completed(id, 1, Instant.EPOCH, TaskResult.text("x".repeat(LARGE))))
                    .toList();
            reply(follow.number(), new FieldWriter().messages(1, outcomes, TaskForms::outcome));
        }

        void breakConnection() {
            lost.run();
        }

        Follow follow(int number) {
            await().until(() -> follows.size() >= number);
            return follows.get(number - 1);
        }

        @Override
        public void handler(Handler<Buffer> handler) {
            client = handler;
        }

        @Override
        public void lostHandler(Runnable handler) {
            lost = handler;
        }

        @Override
        public Future<LeaderChannel> serve(RequestHandler handler) {
            return Future.failedFuture(new UnsupportedOperationException());
        }
    }

    @BeforeEach
    void connect() {
        BrokerListener listener = new BrokerListener() {
            @Override
            public void onOutcome(Outcome outcome) {
                ended.add(outcome.taskId());
            }

            @Override
            public void onProgress(Progress progress) {}

            @Override
            public void onConnectionState(ConnectionState state) {}
        };
        CodefleetOptions options = CodefleetOptions.of("memory:resumption").commandTimeout(Duration.ofSeconds(20));
        LeaderClient client = new LeaderClient(vertx, context, options, listener, leader);
        broker = get(client.connect(client::close));
        // The session has begun when its first call has its answer, so that it follows nothing again yet.
        get(broker.pause());
    }

    @AfterEach
    void close() {
        get(broker.close());
        get(vertx.close());
    }

    private List<String> followed(int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(number -> "t" + number).toList();
        get(broker.follow(ids));
        leader.holdsFollows = true;
        return ids;
    }

    @Test
    void largeOutcomesComeInAnswersOfAboutTheSameSize() {
        List<String> ids = followed(20);
        leader.breakConnection();
        int answers = 0;
        while (ended.size() < ids.size()) {
            ScriptedLeader.Follow follow = leader.follow(++answers);
            // the next request may come before this thread sees the outcomes of this one
            int expected = ended.size() + follow.ids().size();
            leader.end(follow);
            await().until(() -> ended.size() >= expected);
        }

        assertThat(ended).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(leader.follows).allSatisfy(follow -> assertThat(follow.ids()).hasSizeLessThanOrEqualTo(4));
    }

    @Test
    void whatCameBeforeAnotherBreakIsNotAskedForAgain() {
        List<String> ids = followed(12);
        leader.breakConnection();
        leader.end(leader.follow(1));
        leader.follow(2);
        leader.breakConnection();

        ScriptedLeader.Follow afterBreak = leader.follow(3);
        assertThat(afterBreak.ids())
                .isNotEmpty()
                .doesNotContainAnyElementsOf(leader.follow(1).ids());
        List<String> before = new ArrayList<>(ended);
        assertThat(before).containsExactlyInAnyOrderElementsOf(leader.follow(1).ids());
        leader.end(leader.follow(2));
        leader.end(afterBreak);
        await().until(() -> ended.size() == before.size() + afterBreak.ids().size());
        assertThat(ids).containsAll(ended);
    }

    /** Its submit may be under way: another break must not find it forgotten. */
    @Test
    void aTaskThatTheLeaderDoesNotKnowIsAskedForAgain() {
        List<String> ids = followed(2);
        leader.breakConnection();
        leader.reply(leader.follow(1).number(), new FieldWriter().texts(2, ids));
        get(broker.pause());
        leader.breakConnection();

        assertThat(leader.follow(2).ids()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aTaskWhoseSubmitFailedIsFollowedOnlyIfItWasBefore() {
        followed(1);
        leader.failsSubmits = true;
        assertThat(failureOf(broker.submit(
                        List.of(Task.of("x").id("t0"), Task.of("x").id("refused")))))
                .isInstanceOf(BrokerUnavailableException.class);
        leader.breakConnection();

        assertThat(leader.follow(1).ids()).containsExactly("t0");
    }

    @Test
    void anAnswerThatCannotBeReadKeepsNoOtherTaskFromBeingFollowed() {
        followed(8);
        leader.breakConnection();
        ScriptedLeader.Follow follow = leader.follow(1);
        leader.reply(follow.number(), new FieldWriter().text(1, "no outcome"));

        assertThat(leader.follow(2).ids()).isNotEmpty().doesNotContainAnyElementsOf(follow.ids());
    }

    @Test
    void manySmallTasksAreFollowedInFewCalls() {
        List<String> ids = followed(2000);
        leader.breakConnection();
        int followedAgain = 0;
        int calls = 0;
        while (followedAgain < ids.size()) {
            ScriptedLeader.Follow follow = leader.follow(++calls);
            followedAgain += follow.ids().size();
            leader.reply(follow.number(), new FieldWriter());
        }

        assertThat(calls).isLessThan(15);
        assertThat(leader.follows).flatExtracting(ScriptedLeader.Follow::ids).containsExactlyInAnyOrderElementsOf(ids);
    }
}
