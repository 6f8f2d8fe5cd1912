package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.codefleet.agent.Agent;
import io.vertx.core.Future;

/** A turn whose failure includes a diagnosis of its cause. */
public final class DiagnosedTurn implements Agent.Turn {
    private final Agent.Turn turn;
    private final Future<Agent.Answer> answer;

    public DiagnosedTurn(Agent.Turn turn, DiskSpace space) {
        this.turn = turn;
        this.answer = turn.answer()
                .recover(cause -> cause instanceof AttemptException why
                        ? space.explain(why).compose(Future::failedFuture)
                        : Future.failedFuture(cause));
    }

    @Override
    public Future<Agent.Answer> answer() {
        return answer;
    }

    @Override
    public Future<Void> abort() {
        return turn.abort();
    }
}
