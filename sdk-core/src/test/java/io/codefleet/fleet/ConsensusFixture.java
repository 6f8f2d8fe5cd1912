package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Vote;
import io.codefleet.consensus.Vote.Status;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A consensus among models that a handler plays. */
abstract class ConsensusFixture extends FleetTest {
    static final Consensus SAFE = Consensus.on(Task.of("Is it safe?").id("run"));

    final Queue<Task> asked = new ConcurrentLinkedQueue<>();

    /** Each model gives its answer; {@code fail} fails and {@code hang} runs until it is stopped. */
    void models(Map<String, String> answers) {
        handle(task -> answers.get(modelOf(task)));
    }

    void handle(Function<Task, String> answers) {
        worker(fleet, WorkerOptions.create().concurrency(50), playing(answers));
    }

    TaskHandler playing(Function<Task, String> answers) {
        return attempt -> {
            asked.add(attempt.task());
            String answer = answers.apply(attempt.task());
            if (answer.equals("fail")) {
                return Future.failedFuture(AttemptException.permanent("this model is down"));
            }
            return answer.equals("hang") ? untilStopped(attempt) : Future.succeededFuture(paid(answer));
        };
    }

    static Future<TaskResult> untilStopped(Attempt attempt) {
        return attempt.stopRequested().compose(reason -> Future.failedFuture("stopped"));
    }

    static TaskResult paid(String text) {
        return TaskResult.text(text)
                .usage(Usage.builder()
                        .inputTokens(10)
                        .outputTokens(1)
                        .cost(new BigDecimal("0.10"))
                        .build());
    }

    static String modelOf(Task task) {
        return task.context().preferredModel().orElse("none");
    }

    ConsensusResult run(Consensus consensus) {
        return get(fleet.consensus(consensus).result());
    }

    static List<Status> statuses(ConsensusResult result) {
        return result.votes().stream().map(Vote::status).toList();
    }

    static void assertUndecided(ConsensusResult result, Reason reason) {
        assertThat(result.decision())
                .isInstanceOfSatisfying(
                        Decision.Undecided.class,
                        open -> assertThat(open.reason()).as(open.explanation()).isEqualTo(reason));
    }

    List<String> askedIds() {
        return asked.stream().map(Task::id).toList();
    }
}
