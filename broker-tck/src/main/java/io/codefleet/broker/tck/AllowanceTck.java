package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.ErrorKind;
import io.codefleet.Spending;
import io.codefleet.Spending.Spent;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.BudgetExceededException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of allowances: the spending of one key is summed, and workers get no more of its tasks when it is used up. */
public abstract class AllowanceTck extends BrokerTck {
    private static final Allowance TEAM = Allowance.of("team-a");

    private static Task paidBy(Allowance allowance, String id) {
        return task(id).allowance(allowance);
    }

    private static Usage usage(String dollars) {
        return Usage.builder()
                .inputTokens(10)
                .outputTokens(1)
                .cost(new BigDecimal(dollars))
                .build();
    }

    private static AttemptReport completed(Assignment of, String dollars) {
        return new AttemptReport.Completed(of.lease(), TaskResult.text("done").usage(usage(dollars)));
    }

    private Spending spending(String key) {
        List<Spending> spendings = get(client().broker.spending(Optional.of(key)));
        assertThat(spendings).hasSize(1);
        return spendings.get(0);
    }

    /** Spends this much of the allowance, by a task of its own. */
    private void spend(TckWorker worker, Allowance allowance, String dollars) {
        client().submit(paidBy(allowance, "spent-" + dollars));
        assertThat(worker.report(completed(worker.claimOne(), dollars))).isTrue();
    }

    private BudgetExceededException refusal(Task task) {
        SubmitReply reply = get(client().broker.submit(List.of(task))).get(0);
        assertThat(reply).isInstanceOf(SubmitReply.Refused.class);
        assertThat(((SubmitReply.Refused) reply).reason()).isInstanceOf(BudgetExceededException.class);
        return (BudgetExceededException) ((SubmitReply.Refused) reply).reason();
    }

    /** Turns the clock past midnight if it is near, so that midnight does not come between a test's steps. */
    private void awayFromMidnight() {
        Duration untilMidnight = Duration.between(now(), startOfTomorrow());
        if (untilMidnight.compareTo(Duration.ofMinutes(2)) < 0) {
            advance(untilMidnight.plusSeconds(1));
        }
    }

    private Instant now() {
        return client().stats().at();
    }

    private Instant startOfTomorrow() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    @Test
    void whatAttemptsConsumeIsCountedByTheirKeyAndDay() {
        awayFromMidnight();
        client().submit(paidBy(TEAM, "a"), paidBy(TEAM, "b"), paidBy(Allowance.of("team-b"), "c"), task("d"));
        TckWorker worker = worker("w");
        List<Assignment> all = worker.claim(4);
        worker.report(completed(all.get(0), "0.10"));
        TaskError error = TaskError.of(ErrorKind.PERMANENT, "in vain");
        worker.report(new AttemptReport.Failed(all.get(1).lease(), error, Optional.empty(), usage("0.000000001")));
        worker.report(completed(all.get(2), "7"));
        worker.report(completed(all.get(3), "100"));

        Spent spent = new Spent(new BigDecimal("0.100000001"), 22, 2);
        Spending team = spending("team-a");
        assertThat(team.today()).isEqualTo(LocalDate.ofInstant(now(), ZoneOffset.UTC));
        assertThat(team.total()).isEqualTo(spent);
        assertThat(team.days()).containsOnlyKeys(team.today()).containsValue(spent);
        assertThat(team.ofToday()).isEqualTo(spent);
        assertThat(get(client().broker.spending(Optional.empty())))
                .extracting(Spending::key)
                .containsExactly("team-a", "team-b");
    }

    @Test
    void aReportSentAgainCountsOnceAndARefusedOneNever() {
        client().submit(paidBy(TEAM, "a"));
        TckWorker worker = worker("w");
        AttemptReport report = completed(worker.claimOne(), "0.10");
        worker.report(report);
        worker.report(report);
        assertThat(spending("team-a").total()).isEqualTo(new Spent(new BigDecimal("0.1"), 11, 1));

        client().submit(paidBy(TEAM, "b"));
        Assignment first = worker.claimOne();
        AttemptReport handedBack = new AttemptReport.Released(first.lease(), usage("0.20"));
        worker.report(handedBack);
        worker.claimOne();
        worker.report(handedBack);
        assertThat(worker.report(completed(first, "5"))).isTrue();
        assertThat(spending("team-a").total()).isEqualTo(new Spent(new BigDecimal("0.3"), 22, 2));
    }

    @Test
    void anUnusedAllowanceHasNoSpending() {
        assertThat(spending("nobody").total()).isEqualTo(Spent.NOTHING);
        assertThat(spending("nobody").days()).isEmpty();
        assertThat(get(client().broker.spending(Optional.empty()))).isEmpty();
    }

    @Test
    void aSubmitPastTheDailyLimitIsRefusedWithTheTimeOfTheReset() {
        awayFromMidnight();
        Allowance allowance = TEAM.perDay(Budget.cost("0.50"));
        TckWorker worker = worker("w");
        spend(worker, allowance, "0.30");
        spend(worker, allowance, "0.21");

        BudgetExceededException refusal = refusal(paidBy(allowance, "t"));
        assertThat(refusal.scope()).isEqualTo(BudgetExceededException.Scope.DAY);
        assertThat(refusal.subject()).isEqualTo("team-a");
        assertThat(refusal.reached()).isEqualTo("$0.51 of $0.50 are spent");
        assertThat(refusal.resetsAt()).contains(startOfTomorrow());
        client().submit(paidBy(Allowance.of("team-b").perDay(Budget.cost("0.50")), "other"), task("plain"));
        client().submit(paidBy(allowance, "later").delay(Duration.ofHours(30)));
    }

    @Test
    void aSubmitPastTheTotalLimitIsRefused() {
        Allowance allowance = TEAM.total(Budget.tokens(11));
        spend(worker("w"), allowance, "0.30");

        BudgetExceededException refusal = refusal(paidBy(allowance.perDay(Budget.tokens(1)), "t"));
        assertThat(refusal.scope()).isEqualTo(BudgetExceededException.Scope.TOTAL);
        assertThat(refusal.reached()).isEqualTo("11 of 11 tokens are used");
        assertThat(refusal.resetsAt()).isEmpty();
    }

    /** Uses up the day while more of its tasks are queued, and another behind them. */
    private TckWorker useUpTheDay(Allowance allowance) {
        TaskLimits patient = TaskLimits.DEFAULT.queueTimeout(Duration.ofDays(2));
        TckWorker worker = worker("w");
        client().submit(
                        paidBy(allowance, "first"),
                        paidBy(allowance, "second").limits(patient),
                        paidBy(allowance, "third").limits(patient),
                        task("plain"));
        worker.report(completed(worker.claimOne(), "0.50"));
        List<Assignment> rest = worker.claim(5);
        assertThat(TckWorker.ids(rest)).containsExactly("plain");
        worker.complete(rest.get(0));
        return worker;
    }

    @Test
    void aQueuedTaskIsDelayedToTheNextDayAndHoldsUpNoOther() {
        awayFromMidnight();
        TckWorker worker = useUpTheDay(TEAM.perDay(Budget.cost("0.50")));

        assertThat(client().find("second").status()).isEqualTo(TaskStatus.DELAYED);
        assertThat(client().find("second").summary().dueAt()).contains(startOfTomorrow());
        assertThat(client().stats().delayed()).isEqualTo(2);
        assertThat(client().stats().queued()).isZero();
        assertThat(worker.claim(5)).isEmpty();
    }

    @Test
    void aDelayedTaskIsHandedOutOnTheNextDayWhoseSpendingStartsAtZero() {
        needsAClockThatTurns();
        awayFromMidnight();
        useUpTheDay(TEAM.perDay(Budget.cost("0.50")));

        after(
                Duration.between(now(), startOfTomorrow()).plusSeconds(1),
                () -> assertThat(client().status("second")).isEqualTo(TaskStatus.QUEUED));
        assertThat(worker("w").claimIds(5)).containsExactly("second", "third");
        assertThat(spending("team-a").days()).hasSize(1);
        assertThat(spending("team-a").ofToday()).isEqualTo(Spent.NOTHING);
    }

    @Test
    void aDayIsKeptForItsTimeAndTheSumForLonger() {
        needsAClockThatTurns();
        TckWorker worker = worker("w");
        spend(worker, TEAM, "1");
        advance(Duration.ofDays(Allowance.DAYS_KEPT));
        spend(worker("w"), TEAM, "2");
        assertThat(spending("team-a").days()).hasSize(1);
        assertThat(spending("team-a").total()).isEqualTo(new Spent(new BigDecimal("3"), 22, 2));

        after(
                Duration.ofDays(Allowance.DAYS_REMEMBERED + 1),
                () -> assertThat(get(client().broker.spending(Optional.empty())))
                        .isEmpty());
    }

    @Test
    void aQueuedTaskThatWouldNotWaitForTheNextDayFails() {
        awayFromMidnight();
        Allowance allowance = TEAM.perDay(Budget.cost("0.50"));
        TckWorker worker = worker("w");
        Task impatient = paidBy(allowance, "t").limits(TaskLimits.DEFAULT.queueTimeout(Duration.ofMinutes(1)));
        client().submit(paidBy(allowance, "first"), impatient);
        worker.report(completed(worker.claimOne(), "12.5"));

        assertThat(worker.claim(5)).isEmpty();
        assertThat(receivedOutcome(client(), "t")).isEqualTo(client().failure("t"));
        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
        assertThat(client().failure("t").error().message())
                .isEqualTo("the allowance team-a is used up: $12.50 of $0.50 are spent");
    }

    @Test
    void aQueuedTaskFailsWhenTheTotalAllowanceIsUsedUp() {
        Allowance allowance = TEAM.total(Budget.tokens(5));
        TckWorker worker = worker("w");
        client().submit(paidBy(allowance, "first"), paidBy(allowance, "t"), task("plain"));
        Optional<ClaimRequest> next = Optional.of(ClaimRequest.of("w", 5, worker.lease()));
        List<Assignment> claimed = get(worker.broker.report(List.of(completed(worker.claimOne(), "0")), next))
                .claimed();

        assertThat(TckWorker.ids(claimed)).containsExactly("plain");
        assertThat(client().failure("t").error().message())
                .isEqualTo("the allowance team-a is used up: 11 of 5 tokens are used");
    }

    @Test
    void manyTasksOfAnAllowanceThatIsUsedUpAreTakenOutOfTheWay() {
        awayFromMidnight();
        Allowance allowance = TEAM.perDay(Budget.cost("0.50"));
        TckWorker worker = worker("w");
        client().submit(paidBy(allowance, "first"));
        Assignment first = worker.claimOne();
        client().submit(many("t", 250).stream()
                .map(task -> task.allowance(allowance))
                .toArray(Task[]::new));
        client().submit(task("plain"));
        worker.report(completed(first, "1"));

        soon(() -> assertThat(Stream.concat(
                                worker.claimIds(3).stream(),
                                client().find("plain").status() == TaskStatus.RUNNING
                                        ? Stream.of("plain")
                                        : Stream.of())
                        .toList())
                .contains("plain"));
        assertThat(client().stats().delayed()).isEqualTo(250);
    }

    @Test
    void aDeferredTaskReleasesItsPermitToTheNext() {
        awayFromMidnight();
        Allowance allowance = TEAM.perDay(Budget.cost("0.50"));
        TckWorker worker = worker("w");
        client().submit(paidBy(allowance, "first"));
        Assignment first = worker.claimOne();
        client().submit(
                        paidBy(allowance, "second").concurrency("repo", 1),
                        task("third").concurrency("repo", 1));
        worker.report(completed(first, "1"));

        assertThat(Stream.concat(worker.claimIds(1).stream(), worker.claimIds(1).stream()))
                .containsExactly("third");
    }
}
