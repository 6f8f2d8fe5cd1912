package io.codefleet.agent.worker;

import static org.awaitility.Awaitility.await;

import io.codefleet.AgentReport;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent whose turns a test ends. */
class PlayedAgent implements Agent {
    static final Usage USAGE = Usage.builder()
            .inputTokens(10)
            .outputTokens(5)
            .cost(new BigDecimal("0.01"))
            .build();

    final List<PlayedTurn> turns = new CopyOnWriteArrayList<>();

    /** One turn that the test ends. */
    static final class PlayedTurn implements Agent.Turn {
        final Agent.TurnRequest request;
        final Handler<Agent.Event> events;
        final Promise<Agent.Answer> answer = Promise.promise();
        volatile boolean aborted;

        PlayedTurn(Agent.TurnRequest request, Handler<Agent.Event> events) {
            this.request = request;
            this.events = events;
        }

        void emit(String text) {
            answer.complete(new Agent.Answer(text, USAGE, "stub/alpha", "ses_1", AgentReport.NONE));
        }

        @Override
        public Future<Agent.Answer> answer() {
            return answer.future();
        }

        @Override
        public Future<Void> abort() {
            aborted = true;
            answer.tryFail("aborted");
            return Future.succeededFuture();
        }
    }

    @Override
    public Turn begin(TurnRequest request, Handler<Event> events) {
        PlayedTurn turn = new PlayedTurn(request, events);
        turns.add(turn);
        return turn;
    }

    @Override
    public Future<Boolean> hasSession(String sessionId) {
        return Future.succeededFuture(false);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    PlayedTurn turn(int number) {
        await().until(() -> turns.size() > number);
        return turns.get(number);
    }
}
