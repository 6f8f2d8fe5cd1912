package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.awaitility.Awaitility.await;

import io.codefleet.AgentOptions;
import io.codefleet.AgentReport;
import io.codefleet.Allowance;
import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.Checkpoint;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.OutputSchema;
import io.codefleet.Placement;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Schedule;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerLoad;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the data sets that {@link RecordedDataTest} reads. It runs only when asked to, by the version whose data is to be kept:
 * {@code -Dcodefleet.record=DIRECTORY}.
 */
@EnabledIfSystemProperty(named = "codefleet.record", matches = ".+")
class StoredDataRecorder extends RedisTest {
    private static final Duration LONG = Duration.ofDays(20);
    static final TaskLimits LIMITS = new TaskLimits(LONG, LONG, LONG);
    static final Usage USAGE = Usage.builder()
            .inputTokens(1)
            .outputTokens(2)
            .reasoningTokens(3)
            .cacheReadTokens(4)
            .cacheWriteTokens(5)
            .cost(new BigDecimal("0.0123"))
            .build();

    static final TaskResult RESULT = TaskResult.text("done")
            .data(Map.of("n", 1))
            .patch("--- a", List.of("a"))
            .usage(USAGE)
            .producedBy("p/m", "ses_1")
            .duration(Duration.ofMillis(1234))
            .artifacts(List.of(
                    new Artifact("a.txt", 2, Artifact.Form.TEXT, "ab"),
                    new Artifact("b.bin", 1, Artifact.Form.BASE64, "/w=="),
                    new Artifact("c.bin", 9, Artifact.Form.OMITTED, "")))
            .agent(AgentReport.builder()
                    .todos(List.of(new AgentReport.Todo("repair", "completed")))
                    .tools(List.of(new AgentReport.ToolUse("bash", 2, 1, Duration.ofMillis(7))))
                    .steps(3)
                    .inModel(Duration.ofMillis(8))
                    .inTools(Duration.ofMillis(9))
                    .build());

    static final TaskError ERROR = TaskError.of(ErrorKind.PERMANENT, "no such model")
            .at(1, "w1")
            .retryAfter(Duration.ofSeconds(3))
            .details(Map.of("status", 404));

    static Task plain(String id) {
        return Task.of("Explain " + id).id(id).limits(LIMITS);
    }

    /** A task that uses every component. */
    static Task full() {
        return plain("full")
                .type("analysis")
                .project("/p")
                .files(List.of("f"))
                .previousTasks(List.of("before"))
                .preferredModel("a/b")
                .agent(AgentOptions.DEFAULT
                        .name("reviewer")
                        .models("a/c", "d/e")
                        .variant("high")
                        .systemPrompt("Be brief.")
                        .tools(Map.of("*", false, "read", true))
                        .output(OutputSchema.of(Map.of("type", "object"))
                                .maxRepairs(1)
                                .orNextModel())
                        .artifacts(ArtifactSelection.of("out/**").maxBytes(7))
                        .budget(Budget.cost("2.50").maxTokens(9))
                        .maxSteps(3))
                .attribute("k", Map.of("deep", List.of(1, 2.5, true, "s")))
                .priority(7)
                .requires("c2", "c1")
                .placement(Placement.leastBusy().grace(Duration.ofSeconds(7)))
                .retry(RetryPolicy.DEFAULT
                        .maxAttempts(4)
                        .backoff(Backoff.linear(Duration.ofSeconds(3), Duration.ofSeconds(30)))
                        .retryOn(ErrorKind.WORKER_LOST))
                .concurrency("repo/a", 3)
                .allowance(Allowance.of("team")
                        .perDay(Budget.cost("5").maxTokens(1000))
                        .total(Budget.cost("50")))
                .parent("up");
    }

    @Test
    void record() {
        try (RedisTestServer server = RedisTestServer.start()) {
            Path directory = Path.of(System.getProperty("codefleet.record"));
            for (String name : List.of("plain", "sealed")) {
                CodefleetOptions options = CodefleetOptions.of(server.uri())
                        .namespace("recorded-" + name)
                        .actor("ada");
                options = name.equals("sealed") ? options.codec(AesGcmCodec.of(TestKeys.KEYS)) : options;
                play(connect(options));
                playRun(options);
                RecordedData.write(vertx, server, options.namespace(), directory.resolve("layout-1-" + name + ".json"));
            }
        }
    }

    private static WorkerInfo worker(String id, WorkerState state, Set<String> types) {
        WorkerPerformance performance = new WorkerPerformance(5, 2, 1, Duration.ofSeconds(9));
        return WorkerInfo.builder(
                        id, state, Instant.ofEpochMilli(1_700_000_000_000L), Instant.ofEpochMilli(1_700_000_000_000L))
                .types(new TreeSet<>(types))
                .capabilities(new TreeSet<>(Set.of("c1", "c2")))
                .concurrency(20)
                .running(1)
                .load(new WorkerLoad(0.5, 100, 200))
                .performance(performance.byType(Map.of("analysis", performance)))
                .labels(Map.of("zone", "a"))
                .build();
    }

    private static Lease claimOne(Broker broker) {
        List<Assignment> claimed = get(broker.claim(ClaimRequest.of("w1", 1, LONG)));
        return claimed.get(0).lease();
    }

    private static Lease run(Broker broker, Task task) {
        submit(broker, task);
        return claimOne(broker);
    }

    private static void report(Broker broker, AttemptReport report) {
        get(broker.report(List.of(report), Optional.empty()));
    }

    /** Plays all kinds of things; what stays open is submitted last, so that nothing claims it. */
    private static void play(Broker broker) {
        get(broker.heartbeat(worker("w1", WorkerState.ONLINE, Set.of("*")), LONG));
        get(broker.heartbeat(worker("w2", WorkerState.PAUSED, Set.of("other")), LONG));
        get(broker.heartbeat(worker("w3", WorkerState.DRAINING, Set.of("third")), Duration.ofMillis(1)));
        ended(broker);
        running(broker);
        open(broker);
        get(broker.command(Optional.of("w2"), WorkerCommand.setConcurrency(3)));
        get(broker.command(Optional.of("w1"), WorkerCommand.of("restart")));
        await().until(() -> {
            get(broker.runMaintenance());
            return get(broker.workers()).stream().anyMatch(each -> each.state() == WorkerState.OFFLINE);
        });
        get(broker.pause());
        get(broker.resume());
        get(broker.close());
    }

    private static void ended(Broker broker) {
        report(
                broker,
                new AttemptReport.Completed(run(broker, plain("completed").allowance(Allowance.of("team"))), RESULT));
        report(
                broker,
                new AttemptReport.Failed(
                        run(broker, plain("dead").allowance(Allowance.of("team"))), ERROR, Optional.empty(), USAGE));
        report(broker, new AttemptReport.Cancelled(run(broker, plain("stopped")), "by the worker", USAGE));
        submit(broker, plain("cancelled"));
        submit(broker, plain("cancelled/child").parent("cancelled"));
        get(broker.cancel("cancelled", "not needed"));
        submit(broker, plain("purged").type("purged"));
        get(broker.cancel("purged", "not needed"));
        get(broker.purge(TaskQuery.ALL.type("purged"), 1));
        submit(broker, plain("late").limits(LIMITS.queueTimeout(Duration.ofMillis(1))));
        await().until(() -> {
            get(broker.runMaintenance());
            return !get(broker.follow(List.of("late"))).ended().isEmpty();
        });
        cutOff(broker);
        Allowance small = Allowance.of("small").total(Budget.cost("0.01").maxTokens(100));
        submit(broker, plain("paid").allowance(small));
        submit(broker, plain("unpaid").allowance(small));
        report(broker, new AttemptReport.Completed(claimOne(broker), RESULT));
        get(broker.claim(ClaimRequest.of("w1", 1, LONG)));
        submit(broker, Task.of("The same content").limits(LIMITS).contentId());
        report(broker, new AttemptReport.Completed(claimOne(broker), TaskResult.text("cached")));
    }

    /** What the broker itself ends: an attempt whose worker is gone, one that ran too long, and a task past its deadline. */
    private static void cutOff(Broker broker) {
        submit(broker, plain("lost").maxAttempts(1));
        submit(broker, plain("lost-again").maxAttempts(2));
        get(broker.claim(ClaimRequest.of("w1", 2, Duration.ofMillis(1))));
        submit(broker, plain("slow").maxAttempts(1).limits(LIMITS.attemptTimeout(Duration.ofMillis(1))));
        get(broker.claim(ClaimRequest.of("w1", 1, Duration.ofMillis(1))));
        submit(broker, plain("overdue").limits(LIMITS.deadline(Duration.ofMillis(1))));
        await().until(() -> {
            get(broker.runMaintenance());
            boolean again = get(broker.find(List.of("lost-again"))).get(0).status() == TaskStatus.DELAYED;
            return again
                    && get(broker.follow(List.of("lost", "slow", "overdue")))
                                    .ended()
                                    .size()
                            == 3;
        });
    }

    private static void running(Broker broker) {
        Lease running = run(broker, plain("running").concurrency("running", 1));
        get(broker.checkpoint(running, Checkpoint.of(Map.of("done", List.of("a", 2)))));
        get(broker.progress(
                running, new Progress("running", 1, Instant.ofEpochMilli(5), "text", "hi", Map.of("a", "b"))));
        Lease stopping = run(broker, plain("stopping"));
        get(broker.cancel(stopping.taskId(), "stop it"));
        report(
                broker,
                new AttemptReport.Failed(
                        run(broker, plain("retrying").maxAttempts(5)),
                        ERROR,
                        Optional.of(Duration.ofMinutes(1)),
                        USAGE));
        Lease released = run(broker, plain("released").priority(9));
        get(broker.checkpoint(released, Checkpoint.of(Map.of("done", List.of("b")))));
        report(broker, new AttemptReport.Released(released, USAGE));
    }

    private static void open(Broker broker) {
        submit(broker, full());
        submit(broker, plain("queued"));
        get(broker.replay(List.of(plain("replayed"))));
        submit(broker, plain("parked").concurrency("running", 1));
        submit(broker, plain("delayed").delay(Duration.ofMinutes(1)));
        submit(broker, plain("pinned").placement(Placement.worker("w1")));
        submit(broker, plain("turns").type("t").placement(Placement.roundRobin()));
        submit(broker, plain("load").type("t").placement(Placement.leastBusy()));
        submit(broker, plain("skill").type("analysis").placement(Placement.bySuccessRate()));
        submit(broker, plain("fixed").retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ofSeconds(1)))));
        submit(
                broker,
                plain("exponential")
                        .retry(RetryPolicy.DEFAULT.backoff(
                                Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(5)))));
    }

    /** A run that waits for an approval, and schedules. */
    private void playRun(CodefleetOptions options) {
        CodefleetClient fleet = get(Codefleet.connect(vertx, options));
        Task template = Task.of("Update the dependencies").limits(LIMITS).type("scheduled");
        ZoneId zone = ZoneId.of("Europe/Berlin");
        get(fleet.schedule(Schedule.cron("0 3 * * *", zone, template)));
        get(fleet.schedule(Schedule.every(Duration.ofHours(3), template).named("each")));
        Worker steps = fleet.worker(WorkerOptions.create().id("steps"))
                .handle("step", attempt -> Future.succeededFuture(TaskResult.text("built")));
        Worker driver = Workflows.on(fleet).driver(WorkerOptions.create().id("driver"));
        get(steps.start());
        get(driver.start());
        Workflow workflow = Workflow.named("release")
                .steps(List.of(
                        Step.task("build", Task.of("build").type("step").limits(LIMITS)),
                        Step.approval("ask", "Deploy?", Duration.ofDays(20)).after("build"),
                        Step.task("deploy", Task.of("deploy").type("step").limits(LIMITS))
                                .after("ask")));
        get(Workflows.on(fleet).submit(workflow, RunOptions.of("run")));
        await().until(() -> get(fleet.task("run/ask")).isPresent());
        get(driver.drain(Duration.ZERO));
        get(steps.close());
        get(fleet.close());
    }
}
