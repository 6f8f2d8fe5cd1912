package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTest {
    @Test
    void aTaskHasItsIdFromTheStartSoThatASubmitCanBeSentAgain() {
        Task task = Task.of("x");
        assertThat(task.priority(9).type("code").id()).isEqualTo(task.id());
        assertThat(task.withNewId().id()).isNotEqualTo(task.id());
        assertThat(task.withNewId().id(task.id())).isEqualTo(task);
    }

    @Test
    void eachWitherKeepsTheOtherComponents() {
        Task task = Task.of("p")
                .id("i")
                .type("t")
                .project("/p")
                .files(List.of("f"))
                .previousTasks(List.of("before"))
                .preferredModel("a/b")
                .attribute("k", 1)
                .priority(7)
                .requires("c2", "c1")
                .placement(Placement.worker("w"))
                .limits(TaskLimits.DEFAULT.deadline(Duration.ofHours(5)))
                .retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ofSeconds(3))))
                .maxAttempts(5)
                .concurrency("repo", 2)
                .delay(Duration.ofSeconds(4))
                .parent("up");
        assertThat(task.prompt("q").prompt("p")).isEqualTo(task);
        assertThat(task.requiredCapabilities()).containsExactly("c1", "c2");
        assertThat(task.context().attributes()).containsEntry("k", 1);
        assertThat(task.parentId()).contains("up");
    }

    @Test
    void theBackoffGrowsUpToItsMaximum() {
        Backoff exponential =
                new Backoff(Backoff.Growth.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofSeconds(5), 0.5);
        assertThat(exponential.delayAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(exponential.delayAfter(3, 0.5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(exponential.delayAfter(4, 0.5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(exponential.delayAfter(1, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(exponential.delayAfter(1, 1)).isEqualTo(Duration.ofMillis(1500));
        assertThat(exponential.delayAfter(Integer.MAX_VALUE, 0.5)).isEqualTo(Duration.ofSeconds(5));
        Backoff linear = Backoff.linear(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(linear.delayAfter(7, 0.5)).isEqualTo(Duration.ofSeconds(7));
        assertThat(Backoff.fixed(Duration.ofSeconds(2)).delayAfter(9, 0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anOutcomeReturnsItsResultOrThrowsItsError() {
        Outcome completed = new Outcome.Completed("t", 1, Instant.EPOCH, TaskResult.text("yes"));
        assertThat(completed.resultOrThrow().text()).isEqualTo("yes");
        Outcome failed = new Outcome.Failed(
                "t",
                3,
                Instant.EPOCH,
                TaskError.of(ErrorKind.WORKER_LOST, "gone").at(3, "w"));
        assertThatThrownBy(failed::resultOrThrow)
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("task t failed after 3 attempts (WORKER_LOST): gone");
        Outcome cancelled = new Outcome.Cancelled("t", 0, Instant.EPOCH, "changed my mind");
        assertThatThrownBy(cancelled::resultOrThrow)
                .isInstanceOf(TaskCancelledException.class)
                .hasMessageContaining("changed my mind");
    }

    @Test
    void aWorkerServesWhatItsTypesAndCapabilitiesCover() {
        WorkerInfo worker = WorkerInfoSamples.worker("w", List.of("code"), List.of("java", "review"));
        assertThat(worker.serves("code", Task.of("x").requires("java").requiredCapabilities()))
                .isTrue();
        assertThat(worker.serves("code", Task.of("x").requires("java", "go").requiredCapabilities()))
                .isFalse();
        assertThat(worker.serves("chat", Task.of("x").requiredCapabilities())).isFalse();
        WorkerInfo any = WorkerInfoSamples.worker("w", List.of("*"), List.of());
        assertThat(any.serves("chat", Task.of("x").requiredCapabilities())).isTrue();
    }
}
