package io.codefleet.routing;

import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Asks a stronger model when an answer is not good enough: as another task, {@code id~up1}, {@code id~up2} and so on, with the
 * first one as its parent. So it survives a crash: run again with the same task, what has ended is found and not paid again.
 *
 * <p>An answer is not good enough if the host's check refuses it, or if the task failed for something that another model may do
 * better: {@link ErrorKind#PERMANENT}, as an answer that does not fit its schema, {@link ErrorKind#TRANSIENT} and {@link
 * ErrorKind#ATTEMPT_TIMEOUT}.
 */
public final class Escalation {
    private static final Set<ErrorKind> ANOTHER_MAY_DO_BETTER =
            EnumSet.of(ErrorKind.PERMANENT, ErrorKind.TRANSIENT, ErrorKind.ATTEMPT_TIMEOUT);

    private final CodefleetClient fleet;
    private final Predicate<TaskResult> check;
    private final List<Task> ladder;

    private Escalation(CodefleetClient fleet, Predicate<TaskResult> check, List<Task> ladder) {
        this.fleet = fleet;
        this.check = check;
        this.ladder = ladder;
    }

    /**
     * Result of an escalation.
     *
     * @param outcome that of the last task that was run
     * @param isGood whether it completed and the check accepts it
     * @param tried all outcomes, the first task's first
     */
    public record Result(Outcome outcome, boolean isGood, List<Outcome> tried) {
        public Result {
            tried = List.copyOf(tried);
        }

        /** Returns what all of them consumed together. */
        public Usage usage() {
            return tried.stream().map(Outcome::usage).reduce(Usage.NONE, Usage::plus);
        }
    }

    /**
     * Runs a task with the models that the routing chooses for it, and then with the stronger ones of its rule until one
     * answer is good enough. Fails as a submit does, and as {@link TaskHandle#outcome()}.
     *
     * @param check whether an answer is good enough; must not block. What it throws fails the future
     */
    public static Future<Result> run(
            CodefleetClient fleet, ModelRouting routing, Task task, Predicate<TaskResult> check) {
        List<Task> ladder = new ArrayList<>(List.of(routing.apply(task)));
        for (String model : routing.stronger(task)) {
            ladder.add(task.id(task.id() + "~up" + ladder.size())
                    .parent(task.id())
                    .context(task.context()
                            .preferredModel(model)
                            .agent(task.context().agent().models(List.of()))));
        }
        return new Escalation(fleet, check, ladder).step(0, List.of());
    }

    private Future<Result> step(int level, List<Outcome> before) {
        return fleet.submitTask(ladder.get(level)).compose(TaskHandle::outcome).compose(outcome -> {
            List<Outcome> tried = new ArrayList<>(before);
            tried.add(outcome);
            boolean isGood = outcome instanceof Outcome.Completed completed && check.test(completed.result());
            boolean goesOn = !isGood && level + 1 < ladder.size() && mayBeBetter(outcome);
            return goesOn ? step(level + 1, tried) : Future.succeededFuture(new Result(outcome, isGood, tried));
        });
    }

    private static boolean mayBeBetter(Outcome outcome) {
        return outcome instanceof Outcome.Completed
                || (outcome instanceof Outcome.Failed failed
                        && ANOTHER_MAY_DO_BETTER.contains(failed.error().kind()));
    }
}
