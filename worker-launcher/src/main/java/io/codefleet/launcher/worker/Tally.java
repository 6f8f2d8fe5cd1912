package io.codefleet.launcher.worker;

import io.codefleet.AgentReport;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.vertx.core.Handler;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up what the turns of an attempt consume. Those who watch are told the sum, not that of the last turn. A turn that fails
 * counts with what was heard of it.
 */
final class Tally {
    private final Handler<Agent.Event> watchers;
    private Allowance allowance;
    private AgentReport report = AgentReport.NONE;
    private Agent.Event.Spent running = nothing();

    Tally(Allowance allowance, Handler<Agent.Event> watchers) {
        this.allowance = allowance;
        this.watchers = watchers;
    }

    private static Agent.Event.Spent nothing() {
        return new Agent.Event.Spent(Usage.NONE, 0);
    }

    /** An event of the turn that goes on; on any thread. */
    void heard(Agent.Event event) {
        watchers.handle(event instanceof Agent.Event.Spent spent ? sum(spent) : event);
    }

    private synchronized Agent.Event.Spent sum(Agent.Event.Spent spent) {
        running = spent;
        return new Agent.Event.Spent(allowance.spent().plus(spent.usage()), allowance.steps() + spent.steps());
    }

    /** The turn has ended with an answer, which knows best what it consumed. */
    synchronized void answered(Agent.Answer answer) {
        allowance = allowance.after(
                answer.usage(), Math.max(running.steps(), answer.report().steps()));
        report = report.then(answer.report());
        running = nothing();
    }

    /** The turn has failed. */
    synchronized void failed(Throwable why) {
        Usage told = why instanceof AttemptException ours ? ours.usage() : Usage.NONE;
        allowance = allowance.after(told.equals(Usage.NONE) ? running.usage() : told, running.steps());
        running = nothing();
    }

    /** What all turns have consumed, the one that goes on included. */
    synchronized Usage spent() {
        return allowance.spent().plus(running.usage());
    }

    /** What the next turn may consume. */
    synchronized Allowance left() {
        return allowance;
    }

    synchronized AgentReport report() {
        return report;
    }

    /** That there is nothing left for another turn, if so. */
    synchronized Optional<AttemptException> usedUp() {
        return allowance
                .reachedBy(Usage.NONE, 0)
                .map(reached -> new AttemptException(
                        TaskError.of(
                                        ErrorKind.BUDGET_EXCEEDED,
                                        "the attempt was ended before another turn, as it has used up its "
                                                + reached.cap() + ": " + reached.words())
                                .details(Map.of("cap", reached.cap(), "reason", "budget")),
                        null));
    }
}
