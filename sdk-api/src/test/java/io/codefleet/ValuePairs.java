package io.codefleet;

import io.codefleet.codec.EncodedPayload;
import io.codefleet.codec.PayloadCodec;
import io.codefleet.codec.PayloadContext;
import io.codefleet.json.StoredSamples;
import io.codefleet.routing.RoutingRule;
import io.codefleet.scaling.Pool;
import io.codefleet.scaling.ScalingOptions;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Two values of each type with a builder; the first has all its optional components, and the second differs in every one. */
final class ValuePairs {

    /**
     * Two values of one type.
     *
     * @param same the components that do not differ, as another one excludes them
     */
    record Pair(Object one, Object two, Set<String> same) {
        Pair(Object one, Object two, String... same) {
            this(one, two, Set.of(same));
        }

        @Override
        public String toString() {
            return one.getClass().getSimpleName();
        }
    }

    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Usage USAGE = usage(1);

    private ValuePairs() {}

    static List<Pair> all() {
        return Stream.of(
                        tasks(),
                        options(),
                        results(),
                        numbers(),
                        OrchestrationValuePairs.consensus(),
                        OrchestrationValuePairs.workflows())
                .flatMap(List::stream)
                .toList();
    }

    static Usage usage(int base) {
        return Usage.builder()
                .inputTokens(base)
                .outputTokens(base + 1)
                .reasoningTokens(base + 2)
                .cacheReadTokens(base + 3)
                .cacheWriteTokens(base + 4)
                .cost(new BigDecimal(base))
                .build();
    }

    private static SortedSet<String> names(String... names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(names)));
    }

    private static List<Pair> tasks() {
        Task task = StoredSamples.TASK.tag("team", "a");
        TaskSummary summary = TaskSummary.builder("t", "type", TaskStatus.QUEUED, AT)
                .workerId("w")
                .startedAt(AT)
                .finishedAt(AT)
                .dueAt(AT)
                .parentId("up")
                .build();
        TaskSummary otherSummary = TaskSummary.builder("u", "other", TaskStatus.FAILED, AT.plusSeconds(1))
                .priority(9)
                .requiredCapabilities(names("c"))
                .attempt(2)
                .failures(1)
                .workerId("v")
                .startedAt(AT.plusSeconds(2))
                .finishedAt(AT.plusSeconds(3))
                .dueAt(AT.plusSeconds(4))
                .parentId("over")
                .cancelRequested(true)
                .labels(TaskLabels.of(task, "ann"))
                .cost(BigDecimal.TEN)
                .build();
        Task otherTask = Task.builder("Explain Bar.java")
                .retry(RetryPolicy.DEFAULT)
                .concurrency(new Concurrency("k", 1))
                .allowance(Allowance.of("k"))
                .parentId("over")
                .headers(new TreeMap<>(Map.of("h", "v")))
                .build();
        Outcome outcome = new Outcome.Completed("t", 1, AT, TaskResult.text("yes"));
        Progress progress = new Progress("t", 1, AT, "text", "hello", Map.of());
        return List.of(
                new Pair(task, otherTask),
                new Pair(summary, otherSummary),
                new Pair(
                        TaskInfo.builder(summary, task)
                                .outcome(outcome)
                                .progress(progress)
                                .build(),
                        TaskInfo.builder(otherSummary, otherTask)
                                .outcome(new Outcome.Cancelled("t", 1, AT, "no more"))
                                .progress(new Progress("t", 2, AT, "text", "hello", Map.of()))
                                .history(List.of(AttemptInfo.builder(1, "w", AT).build()))
                                .build()),
                new Pair(
                        TaskQuery.ALL.type("t").submitter("ann").from("1"),
                        TaskQuery.builder()
                                .statuses(Set.of(TaskStatus.FAILED))
                                .type("u")
                                .tags(Map.of("team", "a"))
                                .submitter("bob")
                                .pageSize(7)
                                .cursor("2")
                                .build()));
    }

    private static List<Pair> options() {
        AgentOptions agent = StoredSamples.TASK.context().agent();
        return List.of(
                new Pair(
                        agent,
                        AgentOptions.builder()
                                .name("other")
                                .variant("low")
                                .systemPrompt("p")
                                .output(OutputSchema.of(Map.of("type", "string")))
                                .maxSteps(9)
                                .build()),
                new Pair(
                        AuditQuery.ALL
                                .actor("a")
                                .actions(AuditAction.COMMANDED)
                                .subject("s")
                                .since(AT)
                                .until(AT)
                                .from("1"),
                        AuditQuery.builder()
                                .actor("b")
                                .subject("t")
                                .since(AT.plusSeconds(1))
                                .until(AT.plusSeconds(2))
                                .pageSize(7)
                                .cursor("2")
                                .build()),
                new Pair(
                        BulkOptions.DEFAULT,
                        BulkOptions.builder()
                                .batchSize(1)
                                .batchesUnderWay(1)
                                .backoff(RetryPolicy.DEFAULT.backoff())
                                .patience(SECOND)
                                .onRefused((task, reason) -> {})
                                .onProgress(progress -> {})
                                .build()),
                new Pair(
                        CodefleetOptions.of("memory:a").actor("ann").codec(codec()),
                        CodefleetOptions.builder(URI.create("memory:b"))
                                .namespace("n")
                                .limits(StorageLimits.DEFAULT.maxLanes(1))
                                .commandTimeout(SECOND)
                                .pollInterval(SECOND)
                                .actor("bob")
                                .codec(codec())
                                .submitInterceptors(List.of((task, submitted) -> task))
                                .build()),
                new Pair(
                        RunOptions.of("a"),
                        RunOptions.builder("b")
                                .concurrency(2)
                                .budget(Budget.tokens(3))
                                .retryFailed(true)
                                .headers(new TreeMap<>(Map.of("k", "v")))
                                .parent("p")
                                .build()),
                new Pair(
                        StorageLimits.DEFAULT.maxQueuedPerLane(1).submitRate(SubmitRate.perSecond(1)),
                        StorageLimits.builder()
                                .maxPayloadBytes(1)
                                .maxQueuedTasks(2)
                                .maxQueuedPerLane(3)
                                .maxLanes(4)
                                .submitRate(SubmitRate.perSecond(5))
                                .retention(Duration.ofSeconds(6))
                                .deadLetterRetention(Duration.ofSeconds(7))
                                .maxEvents(8)
                                .auditRetention(Duration.ofSeconds(9))
                                .maxAuditEntries(10)
                                .build()),
                new Pair(
                        StoredSamples.TASK.context(),
                        TaskContext.builder()
                                .project("/q")
                                .preferredModel("c/d")
                                .build()),
                new Pair(
                        WorkerOptions.create(),
                        WorkerOptions.builder("w")
                                .capabilities(names("c"))
                                .concurrency(2)
                                .lease(SECOND)
                                .heartbeat(SECOND)
                                .drainTimeout(SECOND)
                                .stopGrace(SECOND)
                                .retry(RetryPolicy.DEFAULT.maxAttempts(9))
                                .labels(Map.of("a", "b"))
                                .attemptInterceptors(List.of((attempt, next) -> next.handle(attempt)))
                                .build()),
                new Pair(
                        ScalingOptions.DEFAULT,
                        ScalingOptions.builder()
                                .targetWait(SECOND)
                                .serviceTime(SECOND)
                                .slots(2)
                                .minWorkers(3)
                                .maxWorkers(4)
                                .scaleDownStabilization(SECOND)
                                .build()),
                new Pair(
                        RoutingRule.of("a/b"),
                        RoutingRule.of("c/d")
                                .types("t")
                                .tokens(1, 2)
                                .priority(3, 4)
                                .stronger("e/f")));
    }

    /** Each one differs from all others. */
    private static PayloadCodec codec() {
        return new PayloadCodec() {
            @Override
            public EncodedPayload encode(PayloadContext context, Buffer content) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Buffer decode(PayloadContext context, EncodedPayload encoded) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Buffer fingerprint(PayloadContext context, Buffer content) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static List<Pair> results() {
        AgentReport report = AgentReport.builder()
                .todos(List.of(new AgentReport.Todo("repair", "completed")))
                .tools(List.of(new AgentReport.ToolUse("bash", 2, 1, SECOND)))
                .steps(3)
                .inModel(SECOND)
                .inTools(SECOND)
                .truncated(true)
                .build();
        TaskError error = TaskError.of(ErrorKind.PERMANENT, "m")
                .at(1, "w")
                .retryAfter(SECOND)
                .details(Map.of("a", 1));
        return List.of(
                new Pair(USAGE, usage(11)),
                new Pair(report, AgentReport.NONE),
                new Pair(
                        error,
                        TaskError.builder(ErrorKind.RATE_LIMITED, "n")
                                .workerId("v")
                                .retryAfter(Duration.ZERO)
                                .build()),
                new Pair(
                        TaskResult.text("yes").patch("p", List.of("f")).producedBy("a/b", "s"),
                        TaskResult.builder()
                                .text("no")
                                .data(Map.of("a", 1))
                                .patch("q")
                                .usage(USAGE)
                                .model("c/d")
                                .sessionId("t")
                                .duration(SECOND)
                                .artifacts(List.of(new Artifact("a.txt", 2, Artifact.Form.TEXT, "ab")))
                                .agent(report)
                                .build()),
                new Pair(
                        AttemptInfo.builder(1, "w", AT)
                                .endedAt(AT)
                                .end(AttemptInfo.End.LOST)
                                .error(error)
                                .build(),
                        AttemptInfo.builder(2, "v", AT.plusSeconds(1))
                                .endedAt(AT.plusSeconds(2))
                                .end(AttemptInfo.End.FAILED)
                                .error(error.at(2, "v"))
                                .usage(USAGE)
                                .build()),
                new Pair(
                        AuditEntry.builder(AT, "a", AuditAction.COMMANDED)
                                .detail("d")
                                .unknownAction("c")
                                .build(),
                        AuditEntry.builder(AT.plusSeconds(1), "b", AuditAction.CANCELLED)
                                .subjects(List.of("s"))
                                .count(1)
                                .detail("e")
                                .unknownAction("f")
                                .build()));
    }

    private static List<Pair> numbers() {
        FleetStats.Lane lane = FleetStats.Lane.builder("t").workerId("w").build();
        return List.of(
                new Pair(
                        lane,
                        FleetStats.Lane.builder("u")
                                .requiredCapabilities(names("c"))
                                .workerId("v")
                                .queued(1)
                                .oldest(SECOND)
                                .servingWorkers(2)
                                .build()),
                new Pair(
                        FleetStats.builder(AT).build(),
                        FleetStats.builder(AT.plusSeconds(1))
                                .queued(1)
                                .waitingForPermit(2)
                                .delayed(3)
                                .running(4)
                                .submitted(5)
                                .completed(6)
                                .failed(7)
                                .cancelled(8)
                                .workers(9)
                                .paused(true)
                                .lanes(List.of(lane))
                                .build()),
                new Pair(
                        WorkerInfo.builder("w", WorkerState.ONLINE, AT, AT).build(),
                        WorkerInfo.builder("v", WorkerState.BUSY, AT.plusSeconds(1), AT.plusSeconds(1))
                                .types(names("t"))
                                .capabilities(names("c"))
                                .concurrency(2)
                                .running(1)
                                .load(new WorkerLoad(0.5, 1, 2))
                                .performance(new WorkerPerformance(1, 2, 3, SECOND))
                                .labels(Map.of("a", "b"))
                                .build()),
                new Pair(
                        RunProgress.builder().total(1L).remaining(SECOND).build(),
                        RunProgress.builder()
                                .total(9L)
                                .done(1)
                                .failed(2)
                                .running(3)
                                .usage(USAGE)
                                .elapsed(SECOND)
                                .remaining(Duration.ZERO)
                                .build()),
                new Pair(
                        Pool.builder().build(),
                        Pool.builder()
                                .types(names("t"))
                                .capabilities(names("c"))
                                .workers(1)
                                .slots(2)
                                .running(3)
                                .queued(4)
                                .oldest(SECOND)
                                .serviceTime(SECOND)
                                .desiredWorkers(5)
                                .build()));
    }
}
