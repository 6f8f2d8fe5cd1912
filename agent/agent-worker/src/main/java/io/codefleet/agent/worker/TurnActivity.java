package io.codefleet.agent.worker;

import io.codefleet.AgentActivity;
import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import java.time.Instant;
import java.util.Optional;

/** Start and end of a turn, as activities for those who trace the attempt. */
final class TurnActivity {
    private final String id;
    private final Handler<Agent.Event> events;

    private TurnActivity(String id, Handler<Agent.Event> events) {
        this.id = id;
        this.events = events;
    }

    /**
     * Reports the start of a turn.
     *
     * @param number which turn of the attempt
     */
    static TurnActivity start(int number, Handler<Agent.Event> events) {
        TurnActivity turn = new TurnActivity("turn-" + number, events);
        turn.report(new AgentActivity.TurnStarted(turn.id, Instant.now()));
        return turn;
    }

    /** Reports the end of the turn, with what it consumed. */
    void end(AsyncResult<Agent.Answer> ended) {
        Usage usage = ended.succeeded()
                ? ended.result().usage()
                : ended.cause() instanceof AttemptException failure ? failure.usage() : Usage.NONE;
        Optional<String> error = ended.succeeded() ? Optional.empty() : Optional.of(kind(ended.cause()));
        report(new AgentActivity.TurnEnded(id, Instant.now(), usage, error));
    }

    private static String kind(Throwable failure) {
        return failure instanceof AttemptException attempt
                ? attempt.error().kind().code()
                : failure.getClass().getName();
    }

    private void report(AgentActivity activity) {
        events.handle(new Agent.Event.Activity(activity));
    }
}
