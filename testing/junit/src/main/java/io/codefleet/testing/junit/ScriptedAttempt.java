package io.codefleet.testing.junit;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One attempt of a scripted agent: it reports progress, asks, waits for the clock, and ends as its answer says. */
final class ScriptedAttempt {
    private final Attempt attempt;
    private final ScriptedAnswer answer;
    private final CodefleetClient client;
    private final FleetClock clock;

    ScriptedAttempt(Attempt attempt, ScriptedAnswer answer, CodefleetClient client, FleetClock clock) {
        this.attempt = attempt;
        this.answer = answer;
        this.client = client;
        this.clock = clock;
    }

    /** Returns the name of the step by which an attempt asks, as that of an agent. */
    static String step(int attempt) {
        return "ask-" + attempt + ".1";
    }

    /** Runs it; the result fails as soon as the attempt is to stop. */
    Future<TaskResult> run() {
        answer.notes().forEach(note -> attempt.progress(note.kind(), note.text()));
        Promise<TaskResult> end = Promise.promise();
        attempt.stopRequested()
                .onSuccess(reason -> end.tryFail(
                        AttemptException.transientFault("stopped: " + reason).usage(answer.usage())));
        asked().compose(allowed -> clock.after(answer.delay(), attempt))
                .compose(due -> {
                    if (answer.losesWorker()) {
                        clock.loseWorker(attempt.task().id());
                    }
                    return answer.end(attempt);
                })
                .onSuccess(end::tryComplete)
                .onFailure(end::tryFail);
        return end.future();
    }

    private Future<?> asked() {
        return answer.question().map(this::ask).orElseGet(Future::succeededFuture);
    }

    /** Asks as a worker of agents does: by a task that a person answers. */
    private Future<Void> ask(String about) {
        String id = attempt.task().id() + "/" + step(attempt.number());
        attempt.progress("approval", "the agent asks to be allowed " + about);
        Task question = Task.of("the agent of task " + attempt.task().id() + " asks to be allowed " + about)
                .id(id)
                .type(Workflows.APPROVAL_TYPE)
                .parent(attempt.task().id())
                .placement(Placement.worker(id))
                .retry(RetryPolicy.NONE);
        attempt.stopRequested().onSuccess(reason -> client.handle(id).cancel("the agent waits no more"));
        return client.submitTask(question).compose(TaskHandle::outcome).compose(ScriptedAttempt::decided);
    }

    private static Future<Void> decided(Outcome outcome) {
        return outcome.isCompleted()
                ? Future.succeededFuture()
                : Future.failedFuture(AttemptException.permanent(outcome.fold(
                        completed -> "", failed -> failed.error().message(), cancelled -> cancelled.reason())));
    }
}
