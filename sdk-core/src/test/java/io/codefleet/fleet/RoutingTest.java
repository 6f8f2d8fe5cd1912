package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Allowance;
import io.codefleet.AttemptException;
import io.codefleet.Budget;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerPerformance;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.routing.Escalation;
import io.codefleet.routing.ModelPrice;
import io.codefleet.routing.ModelPrices;
import io.codefleet.routing.ModelRouting;
import io.codefleet.routing.RoutingRule;
import io.codefleet.scaling.Pool;
import io.codefleet.scaling.ScalingOptions;
import io.codefleet.scaling.ScalingPlan;
import io.codefleet.scaling.ScalingWatch;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who runs what with which model, and what it costs, in a whole fleet. */
class RoutingTest extends FleetTest {
    private static final ModelRouting ROUTING = ModelRouting.of(
            ModelPrices.NONE.model("a/small", ModelPrice.of("1", "2")).model("a/middle", ModelPrice.of("2", "4")),
            RoutingRule.of("a/middle", "a/small").stronger("a/large", "a/largest"));

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();

    /** A worker that answers with the name of the model, and fails where it is one of these. */
    private void answering(List<String> broken) {
        Usage usage = Usage.builder()
                .inputTokens(10)
                .outputTokens(1)
                .cost(new BigDecimal("0.10"))
                .build();
        worker(fleet, WorkerOptions.create(), attempt -> {
            String model = String.join(" ", attempt.task().context().models());
            asked.add(model);
            return broken.contains(model)
                    ? Future.failedFuture(
                            AttemptException.permanent("no such luck").usage(usage))
                    : Future.succeededFuture(TaskResult.text(model).usage(usage));
        });
    }

    @Test
    void anAnswerThatIsGoodEnoughIsTaken() {
        answering(List.of());
        Escalation.Result result =
                get(Escalation.run(fleet, ROUTING, Task.of("x").id("t"), answer -> true));
        assertThat(result.isGood()).isTrue();
        assertThat(result.outcome().taskId()).isEqualTo("t");
        assertThat(asked).containsExactly("a/small a/middle");
    }

    @Test
    void anAnswerThatIsRefusedIsAskedOfStrongerModelsAndFoundTheNextTime() {
        answering(List.of("a/large"));
        Task task = Task.of("x").id("t");
        Escalation.Result result =
                get(Escalation.run(fleet, ROUTING, task, answer -> answer.text().equals("a/largest")));
        assertThat(result.isGood()).isTrue();
        assertThat(result.tried()).extracting(Outcome::taskId).containsExactly("t", "t~up1", "t~up2");
        assertThat(result.usage().cost()).isEqualByComparingTo("0.30");
        assertThat(get(fleet.task("t~up1")).orElseThrow().task().parentId()).contains("t");
        Escalation.Result again =
                get(Escalation.run(fleet, ROUTING, task, answer -> answer.text().equals("a/largest")));
        assertThat(again).isEqualTo(result);
        assertThat(asked).containsExactly("a/small a/middle", "a/large", "a/largest");
    }

    @Test
    void theAnswerOfTheStrongestModelIsFinal() {
        answering(List.of());
        Escalation.Result result = get(Escalation.run(fleet, ROUTING, Task.of("x"), answer -> false));
        assertThat(result.isGood()).isFalse();
        assertThat(result.outcome().resultOrThrow().text()).isEqualTo("a/largest");
    }

    @Test
    void theSpendingOfAnAllowanceIsReportedAndItsLimitHolds() {
        answering(List.of());
        Allowance team = Allowance.of("team").total(Budget.cost("0.20"));
        run(Task.of("x").allowance(team));
        run(Task.of("y").allowance(team));
        assertThat(get(fleet.spending("team")).total().cost()).isEqualByComparingTo("0.20");
        assertThat(get(fleet.spending())).hasSize(1);
        assertThatThrownBy(() -> run(Task.of("z").allowance(team)))
                .isInstanceOf(BudgetExceededException.class)
                .hasMessageContaining("$0.20 of $0.20");
    }

    @Test
    void aWorkerReportsItsSuccessRateByType() {
        worker(
                fleet,
                WorkerOptions.create().heartbeat(Duration.ofMillis(50)),
                attempt -> attempt.task().type().equals("good")
                        ? Future.succeededFuture(TaskResult.EMPTY)
                        : Future.failedFuture(AttemptException.permanent("no")));
        run(Task.of("x").type("good"));
        run(Task.of("x").type("bad"));
        await().untilAsserted(() -> {
            WorkerPerformance reported = get(fleet.workers()).get(0).performance();
            assertThat(reported.of("good").completed()).isEqualTo(1);
            assertThat(reported.of("bad").failed()).isEqualTo(1);
            assertThat(reported.of("good").weight()).isEqualTo(40);
            assertThat(reported.of("bad").weight()).isEqualTo(30);
        });
    }

    @Test
    void aFleetReportsItsDesiredWorkers() {
        List<ScalingPlan> reported = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            get(fleet.submitTask(Task.of("x").type("code").requires("java")));
        }
        ScalingWatch watch = ScalingWatch.start(
                vertx,
                fleet,
                ScalingOptions.DEFAULT.scaleDownStabilization(Duration.ZERO),
                Duration.ofMillis(20),
                reported::add);
        await().until(() -> !reported.isEmpty());
        assertThat(reported.get(0).pools()).extracting(Pool::name).containsExactly("code|java");
        assertThat(reported.get(0).pools()).extracting(Pool::desiredWorkers).containsExactly(5);
        worker(
                fleet,
                WorkerOptions.create().capabilities("java").heartbeat(Duration.ofMillis(50)),
                attempt -> Future.succeededFuture(TaskResult.EMPTY));
        await().until(() ->
                reported.get(reported.size() - 1).pools().stream().allMatch(pool -> pool.desiredWorkers() == 0));
        watch.close();
    }
}
