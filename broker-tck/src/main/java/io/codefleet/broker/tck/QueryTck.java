package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.ErrorKind;
import io.codefleet.Page;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLabels;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.TaskTags;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests of task queries: some tasks by their ids, or all that match, a page at a time. */
public abstract class QueryTck extends BrokerTck {
    @Test
    void findGivesTasksInTheOrderOfTheIds() {
        client().submit(tasks("a", "b", "c"));

        List<TaskInfo> found = get(connect().broker.find(List.of("c", "unknown", "a")));
        assertThat(found).extracting(info -> info.task().id()).containsExactly("c", "a");
        assertThat(get(client().broker.find(List.of()))).isEmpty();
    }

    @Test
    void findGivesManyTasks() {
        client().submit(many("t", 500));

        List<String> ids = many("t", 500).stream().map(Task::id).toList();
        assertThat(get(client().broker.find(ids)))
                .extracting(info -> info.task().id())
                .containsExactlyElementsOf(ids);
    }

    @Test
    void findShowsTheRunningAttempt() {
        client().submit(task("t"));
        assertThat(client().find("t").history()).isEmpty();
        worker("w").claimOne();

        TaskInfo info = client().find("t");
        assertThat(info.outcome()).isEmpty();
        assertThat(info.summary().workerId()).contains("w");
        assertThat(info.history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.attempt()).isEqualTo(1);
            assertThat(attempt.workerId()).isEqualTo("w");
            assertThat(info.summary().startedAt()).contains(attempt.startedAt());
            assertThat(attempt.endedAt()).isEmpty();
            assertThat(attempt.end()).isEmpty();
        });
    }

    @Test
    void aSummaryHasTheStatusOfItsTask() {
        Task task = task("t").type("review").priority(7).requires("git").parent("p");
        client().submit(task);
        TckWorker worker = worker(WorkerProfile.of("w").offers("git"));
        worker.complete(worker.claimOne());

        TaskSummary summary = client().list(TaskQuery.ALL).get(0);
        assertThat(summary).isEqualTo(client().find("t").summary());
        assertThat(summary.type()).isEqualTo("review");
        assertThat(summary.priority()).isEqualTo(7);
        assertThat(summary.requiredCapabilities()).containsExactly("git");
        assertThat(summary.parentId()).contains("p");
        assertThat(summary.attempt()).isEqualTo(1);
        assertThat(summary.workerId()).contains("w");
        assertThat(summary.startedAt().orElseThrow()).isAfterOrEqualTo(summary.submittedAt());
        assertThat(summary.finishedAt()).isPresent();
        assertThat(summary.dueAt()).isEmpty();
    }

    @Test
    void listGivesTheNewestFirst() {
        for (Task task : tasks("a", "b", "c")) {
            client().submit(task);
        }
        client().submit(task("urgent").priority(100), task("late").priority(0));

        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("late", "urgent", "c", "b", "a");
    }

    @Test
    void listOfNothingIsEmpty() {
        Page<TaskSummary> page = get(client().broker.list(TaskQuery.ALL));

        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @Test
    void listGivesAllPages() {
        client().submit(many("t", 100));

        List<String> expected = new ArrayList<>();
        for (int i = 99; i >= 0; i--) {
            expected.add("t" + i);
        }
        assertThat(client().listIds(TaskQuery.ALL.pageSize(7))).containsExactlyElementsOf(expected);
        assertThat(client().listIds(TaskQuery.ALL.pageSize(100))).containsExactlyElementsOf(expected);
        assertThat(client().listIds(TaskQuery.ALL.pageSize(1000))).containsExactlyElementsOf(expected);
    }

    @Test
    void aPageHasNoMoreThanItsSize() {
        client().submit(many("t", 20));

        assertThat(get(client().broker.list(TaskQuery.ALL.pageSize(3))).items()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void newTasksDoNotMovePagesThatFollow() {
        client().submit(many("t", 10));
        Page<TaskSummary> first = get(client().broker.list(TaskQuery.ALL.pageSize(5)));
        client().submit(many("new", 10));

        List<String> seen =
                new ArrayList<>(first.items().stream().map(TaskSummary::id).toList());
        seen.addAll(client().listIds(TaskQuery.ALL.pageSize(5).from(first.next().orElseThrow())));
        assertThat(seen).hasSize(10).doesNotHaveDuplicates().allMatch(id -> id.startsWith("t"));
    }

    @Test
    void listGivesThoseOfAStatus() {
        oneOfEachStatus();

        for (TaskStatus status : TaskStatus.values()) {
            assertThat(client().listIds(TaskQuery.ALL.status(status)))
                    .as("tasks that are %s", status)
                    .containsExactly(status.name());
        }
    }

    @Test
    void listGivesThoseOfSeveralStatuses() {
        oneOfEachStatus();

        TaskQuery query = TaskQuery.ALL.statuses(Set.of(TaskStatus.FAILED, TaskStatus.QUEUED, TaskStatus.CANCELLED));
        assertThat(client().listIds(query)).containsExactlyInAnyOrder("FAILED", "QUEUED", "CANCELLED");
    }

    private void oneOfEachStatus() {
        client().submit(tasks("RUNNING", "COMPLETED", "FAILED", "CANCELLED", "QUEUED"));
        client().submit(task("DELAYED").delay(ticks(500)));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(3);
        worker.complete(claimed.get(1));
        worker.fail(claimed.get(2));
        client().cancel("CANCELLED");
    }

    @Test
    void listGivesThoseOfAType() {
        client().submit(task("1").type("a"), task("2").type("b"), task("3").type("a"));

        assertThat(client().listIds(TaskQuery.ALL.type("a"))).containsExactly("3", "1");
        assertThat(client().listIds(TaskQuery.ALL.type("c"))).isEmpty();
    }

    @Test
    void listGivesThoseOfATypeAndAStatus() {
        client().submit(task("1").type("a"), task("2").type("b"), task("3").type("a"));
        client().cancel("1");
        client().cancel("2");

        assertThat(client().listIds(TaskQuery.ALL.type("a").status(TaskStatus.CANCELLED)))
                .containsExactly("1");
    }

    @Test
    void aFilterAppliesToEveryPage() {
        List<Task> mixed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            mixed.add(task("t" + i).type(i % 6 == 0 ? "rare" : "usual"));
        }
        client().submit(mixed);

        assertThat(client().listIds(TaskQuery.ALL.type("rare").pageSize(3)))
                .containsExactly("t54", "t48", "t42", "t36", "t30", "t24", "t18", "t12", "t6", "t0");
    }

    @Test
    void aSummaryHasWhatItsTaskIsFoundBy() {
        Task task =
                task("t").tag("team", "core").tag("env", "prod").project("shop").preferredModel("a/b");
        connectAs("ann@build-7").submit(task);

        TaskSummary summary = client().list(TaskQuery.ALL).get(0);
        assertThat(summary.submitter()).contains("ann@build-7");
        assertThat(summary.tags()).containsExactly(Map.entry("env", "prod"), Map.entry("team", "core"));
        assertThat(summary.project()).contains("shop");
        assertThat(summary.model()).contains("a/b");
        assertThat(client().find("t").summary()).isEqualTo(summary);
        assertThat(client().find("t").task()).isEqualTo(task);
    }

    @Test
    void aSummaryHasOnlyTheSubmitterOfATaskThatNamesNothing() {
        connectAs("ann").submit(task("t"));

        assertThat(client().list(TaskQuery.ALL))
                .singleElement()
                .satisfies(summary -> assertThat(summary.labels())
                        .isEqualTo(new TaskLabels(
                                Optional.of("ann"), new TreeMap<>(), Optional.empty(), Optional.empty())));
    }

    @Test
    void aProjectThatIsLongIsInTheTaskOnly() {
        String longest = "p".repeat(TaskLabels.MAX_LENGTH);
        client().submit(task("short").project(longest), task("long").project(longest + "p"));

        assertThat(client().find("short").summary().project()).contains(longest);
        assertThat(client().find("long").summary().project()).isEmpty();
        assertThat(client().find("long").task().context().project()).contains(longest + "p");
    }

    @Test
    void theSubmitterIsTheFirstThatSubmittedTheTask() {
        connectAs("ann").submit(task("t"));
        connectAs("ben").submit(task("t"));

        assertThat(client().find("t").summary().submitter()).contains("ann");
    }

    @Test
    void listGivesThoseOfASubmitter() {
        connectAs("ann").submit(task("1"), task("2"));
        connectAs("ann@b").submit(task("3"));

        assertThat(client().listIds(TaskQuery.ALL.submitter("ann"))).containsExactly("2", "1");
        assertThat(client().listIds(TaskQuery.ALL.submitter("ann@b"))).containsExactly("3");
        assertThat(client().listIds(TaskQuery.ALL.submitter("nn"))).isEmpty();
    }

    @Test
    void listGivesThoseThatHaveAllTags() {
        client().submit(
                        task("both").tag("team", "core").tag("env", "prod"),
                        task("team").tag("team", "core"),
                        task("other").tag("team", "core2").tag("steam", "core"),
                        task("none"));

        assertThat(client().listIds(TaskQuery.ALL.tag("team", "core"))).containsExactly("team", "both");
        assertThat(client().listIds(TaskQuery.ALL.tag("team", "core").tag("env", "prod")))
                .containsExactly("both");
        assertThat(client().listIds(TaskQuery.ALL.tag("env", ""))).isEmpty();
    }

    @Test
    void aTagIsFoundByItsExactValue() {
        List<String> values =
                List.of("", "%d+ [a] (b) .*", "a=b=c", " spaced ", "é \u4e16 \uD83D\uDE80", "@ann", "~1:x:y", "{}");
        for (int i = 0; i < values.size(); i++) {
            client().submit(task("t" + i).tag("k", values.get(i)));
        }

        for (int i = 0; i < values.size(); i++) {
            assertThat(client().listIds(TaskQuery.ALL.tag("k", values.get(i)))).containsExactly("t" + i);
            assertThat(client().find("t" + i).summary().tags()).containsExactly(Map.entry("k", values.get(i)));
        }
    }

    @Test
    void asManyAndAsLongTagsAsThereMayBeAreKept() {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < TaskTags.MAX_TAGS; i++) {
            tags.put("k".repeat(TaskTags.MAX_KEY_LENGTH - 2) + (10 + i), "v".repeat(TaskTags.MAX_VALUE_LENGTH));
        }
        client().submit(task("t").tags(tags));

        assertThat(client().listIds(TaskQuery.ALL.tags(tags))).containsExactly("t");
        assertThat(client().find("t").summary().tags()).isEqualTo(tags);
    }

    @Test
    void filtersByLabelsGoWithTheOthersAndApplyToEveryPage() {
        List<Task> mixed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            mixed.add(task("t" + i).type(i % 2 == 0 ? "a" : "b").tag("third", String.valueOf(i % 3)));
        }
        connectAs("ann").submit(mixed);
        connectAs("ben").submit(task("of-ben").type("a").tag("third", "0"));

        TaskQuery query = TaskQuery.ALL.type("a").tag("third", "0").submitter("ann");
        assertThat(client().listIds(query.pageSize(3)))
                .containsExactly("t54", "t48", "t42", "t36", "t30", "t24", "t18", "t12", "t6", "t0");
        assertThat(client().listIds(query.status(TaskStatus.RUNNING))).isEmpty();
    }

    @Test
    void aSummaryHasTheCostOfAllEndedAttempts() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        assertThat(client().find("t").summary().cost()).isZero();

        worker.report(new AttemptReport.Failed(
                worker.claimOne().lease(),
                TaskError.of(ErrorKind.TRANSIENT, "x"),
                Optional.of(Duration.ZERO),
                cost("0.25")));
        assertThat(client().list(TaskQuery.ALL).get(0).cost()).isEqualByComparingTo("0.25");
        worker.report(new AttemptReport.Completed(
                worker.claimOne().lease(), TaskResult.text("done").usage(cost("1.5"))));

        assertThat(client().list(TaskQuery.ALL).get(0).cost()).isEqualTo(new BigDecimal("1.75"));
        assertThat(client().find("t").summary().cost())
                .isEqualTo(client().outcome("t").usage().cost());
    }

    private static Usage cost(String dollars) {
        return Usage.builder()
                .inputTokens(1)
                .outputTokens(2)
                .reasoningTokens(3)
                .cacheReadTokens(4)
                .cacheWriteTokens(5)
                .cost(new BigDecimal(dollars))
                .build();
    }
}
