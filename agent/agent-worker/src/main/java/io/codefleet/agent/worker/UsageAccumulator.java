package io.codefleet.agent.worker;

import io.codefleet.AgentReport;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.agent.AttemptBudget;
import io.vertx.core.Handler;
import java.util.Map;
import java.util.Optional;

/**
 * Sum of the usage of all turns of an attempt. Watchers get the sum, not the usage of the last turn. A turn that fails counts
 * with the usage that it has reported.
 */
final class UsageAccumulator {
    private final Handler<Agent.Event> watchers;
    private AttemptBudget budget;
    private AgentReport report = AgentReport.NONE;
    private Agent.Event.UsageUpdate running = nothing();

    UsageAccumulator(AttemptBudget budget, Handler<Agent.Event> watchers) {
        this.budget = budget;
        this.watchers = watchers;
    }

    private static Agent.Event.UsageUpdate nothing() {
        return new Agent.Event.UsageUpdate(Usage.NONE, 0);
    }

    /** Handles an event of the running turn; on any thread. */
    void onEvent(Agent.Event event) {
        watchers.handle(event instanceof Agent.Event.UsageUpdate spent ? sum(spent) : event);
    }

    private synchronized Agent.Event.UsageUpdate sum(Agent.Event.UsageUpdate spent) {
        running = spent;
        return new Agent.Event.UsageUpdate(budget.spent().plus(spent.usage()), budget.steps() + spent.steps());
    }

    /** Records a turn that has ended with an answer. The usage in the answer is exact, and replaces the running one. */
    synchronized void answered(Agent.Answer answer) {
        budget = budget.after(
                answer.usage(), Math.max(running.steps(), answer.report().steps()));
        report = report.then(answer.report());
        running = nothing();
    }

    /** Records a turn that has failed. */
    synchronized void failed(Throwable why) {
        Usage reported = why instanceof AttemptException ours ? ours.usage() : Usage.NONE;
        budget = budget.after(reported.equals(Usage.NONE) ? running.usage() : reported, running.steps());
        running = nothing();
    }

    /** Returns the usage of all turns, the running one included. */
    synchronized Usage spent() {
        return budget.spent().plus(running.usage());
    }

    /** Returns what the next turn may consume. */
    synchronized AttemptBudget remaining() {
        return budget;
    }

    synchronized AgentReport report() {
        return report;
    }

    /** Returns the error of a budget that leaves nothing for another turn, if it leaves nothing. */
    synchronized Optional<AttemptException> usedUp() {
        return budget.exceededBy(Usage.NONE, 0)
                .map(reached -> new AttemptException(
                        TaskError.of(
                                        ErrorKind.BUDGET_EXCEEDED,
                                        "the attempt was ended before another turn, as it has used up its "
                                                + reached.cap() + ": " + reached.words())
                                .details(Map.of("cap", reached.cap(), "reason", "budget")),
                        null));
    }
}
