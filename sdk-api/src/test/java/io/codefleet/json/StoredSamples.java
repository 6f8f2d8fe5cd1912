package io.codefleet.json;

import io.codefleet.AgentOptions;
import io.codefleet.AgentReport;
import io.codefleet.Allowance;
import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.AttemptInfo;
import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.Backoff;
import io.codefleet.Budget;
import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.OutputSchema;
import io.codefleet.Placement;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.RunProgress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLabels;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerLoad;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.workflow.Condition;
import io.codefleet.workflow.Dependency;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Guard;
import io.codefleet.workflow.Repeat;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.codefleet.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Values of all that is stored, with every component set to something that is not its default. */
public final class StoredSamples {
    /** A task on one worker. */
    public static final Task TASK = Task.of("Explain Foo.java")
            .id("i")
            .type("t")
            .project("/p")
            .files(List.of("f", "g"))
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
            .placement(Placement.worker("w"))
            .limits(new TaskLimits(Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(3)))
            .retry(RetryPolicy.DEFAULT
                    .maxAttempts(4)
                    .backoff(new Backoff(Backoff.Growth.LINEAR, Duration.ofSeconds(3), Duration.ofSeconds(30), 0.25))
                    .retryOn(ErrorKind.WORKER_LOST, ErrorKind.RATE_LIMITED))
            .concurrency("repo/a", 3)
            .allowance(Allowance.of("team")
                    .perDay(Budget.cost("5").maxTokens(1000))
                    .total(Budget.cost("50").maxTokens(10_000)))
            .delay(Duration.ofSeconds(4))
            .parent("up");

    /** The same with tags; those without were written before there were any. */
    public static final Task TAGGED_TASK = TASK.tag("team", "core").tag("env", "prod=1 é");

    /** The same with headers. */
    public static final Task HEADED_TASK = TAGGED_TASK
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .header("tracestate", "a=1,b=2")
            .header("baggage", "user=é");

    /** The same, spread over workers. */
    public static final Task SPREAD_TASK = TASK.placement(Placement.leastBusy().grace(Duration.ofSeconds(7)));

    static final Instant AT = Instant.ofEpochMilli(1_700_000_000_123L);

    static final Usage USAGE = Usage.builder()
            .inputTokens(1)
            .outputTokens(2)
            .reasoningTokens(3)
            .cacheReadTokens(4)
            .cacheWriteTokens(5)
            .cost(new BigDecimal("0.0123"))
            .build();

    static final TaskResult RESULT = TaskResult.text("yes")
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

    static final TaskError ERROR = TaskError.of(ErrorKind.RATE_LIMITED, "slow down")
            .at(2, "w")
            .retryAfter(Duration.ofSeconds(3))
            .details(Map.of("status", 429));

    static final Outcome COMPLETED = new Outcome.Completed("t", 2, AT, RESULT, USAGE.plus(USAGE));
    static final Outcome FAILED = new Outcome.Failed("t", 2, AT, ERROR, USAGE);
    static final Outcome CANCELLED = new Outcome.Cancelled("t", 1, AT, "no more", Optional.of("up"), USAGE);

    static final Progress PROGRESS = new Progress("t", 1, Instant.ofEpochMilli(5), "text", "hello", Map.of("a", "b"));
    static final Checkpoint CHECKPOINT = Checkpoint.of(Map.of("done", List.of("a", 2, Map.of("deep", false))));
    static final WorkerCommand COMMAND = WorkerCommand.setConcurrency(3);

    private static final WorkerPerformance PERFORMANCE = new WorkerPerformance(5, 2, 1, Duration.ofSeconds(9));

    static final WorkerInfo WORKER = WorkerInfo.builder("w1", WorkerState.BUSY, AT, AT.plusSeconds(1))
            .types(new TreeSet<>(Set.of("t", "u")))
            .capabilities(new TreeSet<>(Set.of("c1", "c2")))
            .concurrency(4)
            .running(3)
            .load(new WorkerLoad(0.5, 100, 200))
            .performance(PERFORMANCE.byType(Map.of("t", PERFORMANCE)))
            .labels(Map.of("zone", "a"))
            .build();

    static final TaskInfo UNLABELED_INFO = info(TASK, TaskLabels.NONE, BigDecimal.ZERO);

    static final TaskInfo INFO = info(TAGGED_TASK, TaskLabels.of(TAGGED_TASK, "ann@build-7"), new BigDecimal("0.0123"));

    /** Written as {@link #INFO} is, with the task as {@link #HEADED_TASK} is. */
    static final TaskInfo HEADED_INFO =
            info(HEADED_TASK, TaskLabels.of(HEADED_TASK, "ann@build-7"), new BigDecimal("0.0123"));

    private static TaskInfo info(Task task, TaskLabels labels, BigDecimal cost) {
        return TaskInfo.builder(
                        TaskSummary.builder("t", "type", TaskStatus.DELAYED, AT)
                                .priority(7)
                                .requiredCapabilities(new TreeSet<>(Set.of("c1")))
                                .attempt(2)
                                .failures(1)
                                .workerId("w")
                                .startedAt(AT.plusSeconds(1))
                                .finishedAt(AT.plusSeconds(2))
                                .dueAt(AT.plusSeconds(3))
                                .parentId("up")
                                .cancelRequested(true)
                                .labels(labels)
                                .cost(cost)
                                .build(),
                        task)
                .outcome(FAILED)
                .progress(PROGRESS)
                .history(List.of(AttemptInfo.builder(1, "w", AT)
                        .endedAt(AT.plusSeconds(1))
                        .end(AttemptInfo.End.FAILED)
                        .error(ERROR)
                        .usage(USAGE)
                        .build()))
                .build();
    }

    static final FleetEvent TASK_EVENT =
            new FleetEvent.TaskEvent("1-0", AT, FleetEvent.TaskEvent.Kind.STARTED, "t", "type", 1, Optional.of("w"));
    static final FleetEvent WORKER_EVENT =
            new FleetEvent.WorkerEvent("1-0", AT, FleetEvent.WorkerEvent.Kind.JOINED, "w");
    static final FleetEvent MISSED = new FleetEvent.Missed("1-0", AT);

    static final AuditEntry AUDIT = AuditEntry.builder(AT, "ada", AuditAction.COMMANDED)
            .subjects(List.of("w"))
            .count(1)
            .detail("drain")
            .build();

    static final RunProgress RUN_PROGRESS = RunProgress.builder()
            .total(9L)
            .done(5)
            .failed(2)
            .running(1)
            .usage(USAGE)
            .elapsed(Duration.ofSeconds(3))
            .remaining(Duration.ofSeconds(4))
            .build();

    private static final Instant STEP_AT = Instant.ofEpochMilli(1_700_000_000_000L);

    static final Transcript TRANSCRIPT = new Transcript(
            "t",
            2,
            List.of(
                    new TranscriptStep.AgentMessage(STEP_AT, "I look first."),
                    new TranscriptStep.ToolStep(
                            STEP_AT,
                            Duration.ofMillis(25),
                            "bash",
                            "{\"command\":\"ls\"}",
                            "a.txt",
                            TranscriptStep.ToolStep.ToolStatus.COMPLETED),
                    new TranscriptStep.ModelStep(STEP_AT, Duration.ofMillis(300), Optional.of("a/b"), USAGE),
                    new TranscriptStep.Approval(STEP_AT, "bash", "rm x", true),
                    new TranscriptStep.TodoList(STEP_AT, List.of(new AgentReport.Todo("write", "pending"))),
                    new TranscriptStep.Note(STEP_AT, "retry", "the provider is busy"),
                    new TranscriptStep.Omitted(STEP_AT, 3)),
            true);

    static final TranscriptPart TRANSCRIPT_PART =
            new TranscriptPart(7, List.of(new TranscriptStep.AgentMessage(STEP_AT, "I look first.")), true);

    static final List<StepStatus> STEPS = List.of(StepStatus.builder("build", StepState.WAITING_FOR_APPROVAL)
            .taskIds(List.of("run/build"))
            .usage(USAGE)
            .duration(Duration.ofSeconds(2))
            .note("note")
            .found(true)
            .compensation(StepState.FAILED)
            .steps(List.of(StepStatus.of("inner", StepState.SKIPPED)))
            .build());

    static final WorkflowJson.StoredRun RUN = new WorkflowJson.StoredRun(
            Workflow.builder("release")
                    .inputs(Map.of("version", Optional.of("1.0")))
                    .steps(List.of(
                            Step.task("build", TASK.id("template").parent("up")),
                            Step.approval("ask", "Deploy?", Duration.ofHours(1)).afterFailure("build"),
                            Step.builder(
                                            "each",
                                            Step.task(
                                                            "x",
                                                            Task.of("x {{ item }}")
                                                                    .id("template"))
                                                    .work())
                                    .after(List.of(new Dependency("ask", Condition.ALWAYS)))
                                    .forEach(FanOut.over("{{ steps.build.data }}")
                                            .concurrency(2)
                                            .allowedFailures(1))
                                    .optional(true)
                                    .compensation(Task.of("undo").id("template"))
                                    .build(),
                            Step.workflow(
                                    "nested",
                                    Workflow.named("inner").input("a").steps(List.of(Step.task("y", Task.of("y")))),
                                    Map.of("a", 1))))
                    .outputs(Map.of("text", "{{ steps.build.text }}"))
                    .timeLimit(Duration.ofHours(2))
                    .build(),
            RunOptions.of("run").concurrency(5).budget(Budget.cost("7.5").maxTokens(99)));

    static final WorkflowJson.StoredRun CONDITIONAL_RUN = new WorkflowJson.StoredRun(
            Workflow.named("conditional")
                    .steps(List.of(
                            Step.task("find", Task.of("find").id("template")),
                            Step.builder(
                                            "each",
                                            Step.task(
                                                            "x",
                                                            Task.of("x {{ item.os }}")
                                                                    .id("template"))
                                                    .work())
                                    .after(List.of(new Dependency("find", Condition.SUCCESS)))
                                    .forEach(FanOut.product(Map.of("os", "{{ steps.find.data.os }}")))
                                    .when(new Guard.All(Arrays.stream(Guard.Operator.values())
                                            .map(StoredSamples::comparison)
                                            .toList()))
                                    .build(),
                            Step.builder(
                                            "again",
                                            Step.task("y", Task.of("y").id("template"))
                                                    .work())
                                    .repeat(new Repeat(
                                            new Guard.Any(List.of(new Guard.Not(comparison(Guard.Operator.EXISTS)))),
                                            3))
                                    .build())),
            RunOptions.of("run"));

    private static Guard comparison(Guard.Operator operator) {
        Object operand = switch (operator) {
            case IN, NOT_IN -> List.of("high", "critical");
            case EXISTS -> true;
            case GREATER_THAN, AT_LEAST, LESS_THAN, AT_MOST -> 7;
            default -> "high";
        };
        return Guard.of("{{ steps.find.data.severity }}", operator, operand);
    }

    private StoredSamples() {}
}
