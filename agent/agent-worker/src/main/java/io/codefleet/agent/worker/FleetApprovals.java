package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskLimits;
import io.codefleet.agent.Agent;
import io.codefleet.agent.Agent.PermissionDecision;
import io.codefleet.workflow.Workflows;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Approvals by the fleet's operators. A request of an agent becomes a task that no worker serves, like an approval step of a
 * workflow, and {@code codefleet approve} and {@code reject} answer both. It is a child of the agent's task, and fails when its
 * time limit passes.
 */
final class FleetApprovals implements Approvals {
    private static final Logger log = LoggerFactory.getLogger(FleetApprovals.class);
    /** That nobody took it in time must come before the deadline. */
    private static final Duration AFTER_LIMIT = Duration.ofDays(1);

    private final CodefleetClient fleet;

    FleetApprovals(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    @Override
    public void request(Attempt attempt, String step, Agent.Event.Asked asked) {
        String id = attempt.task().id() + "/" + step;
        try {
            Task task = Task.of("the agent of task " + attempt.task().id() + " asks to be allowed " + asked.kind()
                            + ": " + asked.about())
                    .id(id)
                    .type(Workflows.APPROVAL_TYPE)
                    .parent(attempt.task().id())
                    .placement(Placement.worker(id))
                    .limits(TaskLimits.DEFAULT
                            .queueTimeout(asked.limit())
                            .deadline(asked.limit().plus(AFTER_LIMIT)))
                    .retry(RetryPolicy.NONE)
                    // it belongs to the trace of the task
                    .inheritHeaders(attempt.task().headers());
            fleet.submitTask(task).compose(TaskHandle::outcome).onComplete(answered -> decide(asked, answered));
        } catch (RuntimeException e) {
            // such as an id that grows too long
            nobody(asked, e);
            return;
        }
        asked.decision().future().onComplete(decided -> fleet.handle(id).cancel("the agent waits no more"));
    }

    private static void decide(Agent.Event.Asked asked, AsyncResult<Outcome> answered) {
        if (answered.failed()) {
            nobody(asked, answered.cause());
        } else {
            asked.decision().tryComplete(decision(answered.result()));
        }
    }

    private static void nobody(Agent.Event.Asked asked, Throwable why) {
        log.atWarn().addKeyValue("why", why.getMessage()).log("could not ask what an agent wants to be allowed");
        asked.decision().tryComplete(new PermissionDecision(false, "Nobody could be asked: " + why.getMessage() + "."));
    }

    private static PermissionDecision decision(Outcome outcome) {
        if (outcome instanceof Outcome.Completed completed) {
            return new PermissionDecision(true, completed.result().text());
        }
        boolean late =
                outcome instanceof Outcome.Failed failed && failed.error().kind() == ErrorKind.QUEUE_TIMEOUT;
        return new PermissionDecision(
                false,
                outcome instanceof Outcome.Failed failed && !late
                        ? "This was " + failed.error().message() + "."
                        : "Nobody has allowed this in time.");
    }
}
