package io.codefleet.broker.tck;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.workflow.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random steps over a few tasks and workers, so that steps meet each other's effects often. */
final class BrokerStepGenerator {
    /** The id of an approval that may be placed anywhere. */
    private static final String APPROVAL = "t3";

    /** The id of an approval that is placed on the worker of this id, as those that agents ask for. */
    private static final String PLACED_APPROVAL = "w0";

    /** The ids of the tasks that steps submit. */
    static final List<String> IDS = Stream.concat(
                    IntStream.range(0, 12).mapToObj(number -> "t" + number), Stream.of(PLACED_APPROVAL))
            .toList();

    private static final int WORKERS = 3;
    private static final int PARTS_OF_LARGE_PROMPT = 1300;

    private BrokerStepGenerator() {}

    private static Arbitrary<Integer> worker() {
        return Arbitraries.integers().between(0, WORKERS - 1);
    }

    /** Returns numbers of attempts. The latest attempts still matter; earlier ones are late. */
    private static Arbitrary<Integer> attempt() {
        return Arbitraries.integers().between(0, 40);
    }

    private static Arbitrary<String> id() {
        return Arbitraries.of(IDS);
    }

    private static Arbitrary<List<String>> ids() {
        return id().set().ofMaxSize(4).map(List::copyOf);
    }

    private static Arbitrary<Task> task() {
        Arbitrary<Task> plain = Combinators.combine(
                        id(),
                        Arbitraries.of("a", "b"),
                        Arbitraries.of(0, 5, 5, 9),
                        Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("x")),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(Duration.ZERO)),
                                Tuple.of(1, Arbitraries.just(Duration.ofHours(1)))),
                        Arbitraries.frequency(Tuple.of(20, "as ever"), Tuple.of(1, "something else")))
                .as((id, type, priority, requires, delay, prompt) -> Task.of(promptOf(id, prompt))
                        .id(id)
                        .type(typeOf(id, type))
                        .priority(priority)
                        .tag("priority", String.valueOf(priority))
                        .requires(requires)
                        .delay(delay)
                        .maxAttempts(3));
        Arbitrary<String> trace = Arbitraries.of("a", "b").injectNull(0.5);
        Arbitrary<String> parent = Arbitraries.of("t0", "t1", "run").injectNull(0.6);
        Arbitrary<Integer> limit = Arbitraries.of(1, 2).injectNull(0.7);
        Arbitrary<Placement> placement = Arbitraries.frequency(
                Tuple.of(6, Placement.anywhere()),
                Tuple.of(1, Placement.worker("w0")),
                Tuple.of(1, Placement.roundRobin()),
                Tuple.of(1, Placement.leastBusy()),
                Tuple.of(1, Placement.bySuccessRate()));
        return Combinators.combine(plain, parent, placement, limit, allowance(), trace)
                .as((complete, above, place, atOnce, paid, traced) -> {
                    Task headed = traced == null ? complete : complete.header("trace", traced);
                    Task task = atOnce == null ? headed : headed.concurrency("shop", atOnce);
                    Task paying = paid == null ? task : task.allowance(paid);
                    Task placed = paying.placement(
                            task.id().equals(PLACED_APPROVAL) ? Placement.worker(PLACED_APPROVAL) : place);
                    return above == null || above.equals(task.id()) ? placed : placed.parent(above);
                });
    }

    /** Returns the prompt of a task: those of some ids are large, as brokers may keep these apart. */
    private static String promptOf(String id, String prompt) {
        return id.hashCode() % 3 == 0 ? prompt.repeat(PARTS_OF_LARGE_PROMPT) : prompt;
    }

    /** Returns the type of a task: two ids are those of approvals, and some are always of one type. */
    private static String typeOf(String id, String type) {
        if (id.equals(APPROVAL) || id.equals(PLACED_APPROVAL)) {
            return Workflows.APPROVAL_TYPE;
        }
        return id.compareTo("t6") < 0 ? "a" : type;
    }

    /** Returns allowances: some that a few attempts use up, and one that is counted only. */
    private static Arbitrary<Allowance> allowance() {
        Allowance team = Allowance.of("team");
        return Arbitraries.of(
                        team,
                        team.perDay(Budget.cost("0.05")),
                        team.perDay(Budget.tokens(30)),
                        Allowance.of("all").total(Budget.cost("0.03")))
                .injectNull(0.6);
    }

    private static Arbitrary<BrokerStep> beat() {
        return Combinators.combine(
                        worker(),
                        Arbitraries.of(
                                Set.of("*"), Set.of("a"), Set.of("a", "b"), Set.of("a", Workflows.APPROVAL_TYPE)),
                        Arbitraries.of(Set.<String>of(), Set.of("x")))
                .as(BrokerStep.Beat::new);
    }

    private static Arbitrary<BrokerStep> claim() {
        return Combinators.combine(worker(), Arbitraries.integers().between(1, 3))
                .as(BrokerStep.Claim::new);
    }

    private static Arbitrary<BrokerStep> complete() {
        return Combinators.combine(attempt(), Arbitraries.of(true, false)).as(BrokerStep.Complete::new);
    }

    private static Arbitrary<BrokerStep> decide() {
        return Combinators.combine(attempt(), Arbitraries.of(true, false), Arbitraries.of("ann", "ben"))
                .as(BrokerStep.Decide::new);
    }

    private static Arbitrary<BrokerStep> retry() {
        return Combinators.combine(attempt(), Arbitraries.of(true, false)).as(BrokerStep.Retry::new);
    }

    private static Arbitrary<BrokerStep> save() {
        return Combinators.combine(attempt(), Arbitraries.integers().between(0, 9))
                .as(BrokerStep.Save::new);
    }

    private static Arbitrary<BrokerStep> document() {
        return Combinators.combine(attempt(), Arbitraries.of(0L, 0L, 1L)).as(BrokerStep.WriteDocument::new);
    }

    private static Arbitrary<BrokerStep> progress() {
        return Combinators.combine(attempt(), Arbitraries.of("half", "nearly")).as(BrokerStep.PublishProgress::new);
    }

    private static Arbitrary<BrokerStep> purge() {
        Arbitrary<Set<TaskStatus>> ended = Arbitraries.of(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED)
                .set()
                .ofMaxSize(2);
        return Combinators.combine(ended, Arbitraries.integers().between(1, 3)).as(BrokerStep.Purge::new);
    }

    /** Returns sequences of 20 to 120 steps. */
    static Arbitrary<List<BrokerStep>> steps() {
        Arbitrary<BrokerStep> one = Arbitraries.frequencyOf(
                Tuple.of(8, task().list().ofMinSize(1).ofMaxSize(3).map(BrokerStepGenerator::distinct)),
                Tuple.of(1, task().map(BrokerStep.ReplayTask::new)),
                Tuple.of(5, beat()),
                Tuple.of(1, worker().map(BrokerStep.Unregister::new)),
                Tuple.of(10, claim()),
                Tuple.of(1, worker().map(BrokerStep.ClaimAgain::new)),
                Tuple.of(6, complete()),
                Tuple.of(3, attempt().map(BrokerStep.Fail::new)),
                Tuple.of(2, decide()),
                Tuple.of(4, retry()),
                Tuple.of(2, attempt().map(BrokerStep.Release::new)),
                Tuple.of(2, attempt().map(BrokerStep.Cancelled::new)),
                Tuple.of(2, attempt().map(BrokerStep.Renew::new)),
                Tuple.of(2, save()),
                Tuple.of(1, progress()),
                Tuple.of(2, document()),
                Tuple.of(
                        3,
                        Arbitraries.of("t0", "t1", "t2", "t7", "run", "nobody").map(BrokerStep.Cancel::new)),
                Tuple.of(1, ids().map(BrokerStep.Follow::new)),
                Tuple.of(1, purge()),
                Tuple.of(1, ids().map(BrokerStep.PurgeDeadLetters::new)),
                Tuple.of(4, Arbitraries.of(BrokerStep.Plain.values())));
        return one.list().ofMinSize(20).ofMaxSize(120);
    }

    private static BrokerStep distinct(List<Task> tasks) {
        return new BrokerStep.Submit(List.copyOf(tasks.stream()
                .collect(Collectors.toMap(Task::id, task -> task, (first, again) -> first))
                .values()));
    }

    /** Returns the steps without approvals, for a broker whose workers may not decide them. */
    static List<BrokerStep> withoutApprovals(List<BrokerStep> steps) {
        return steps.stream().map(BrokerStepGenerator::withoutApproval).toList();
    }

    private static BrokerStep withoutApproval(BrokerStep step) {
        if (step instanceof BrokerStep.Submit submit) {
            return new BrokerStep.Submit(submit.tasks().stream()
                    .map(BrokerStepGenerator::withoutApproval)
                    .toList());
        }
        if (step instanceof BrokerStep.ReplayTask replay) {
            return new BrokerStep.ReplayTask(withoutApproval(replay.task()));
        }
        return step instanceof BrokerStep.Beat beat && beat.types().contains(Workflows.APPROVAL_TYPE)
                ? new BrokerStep.Beat(beat.worker(), Set.of("a"), beat.offers())
                : step;
    }

    private static Task withoutApproval(Task task) {
        return task.type().equals(Workflows.APPROVAL_TYPE) ? task.type("a") : task;
    }
}
