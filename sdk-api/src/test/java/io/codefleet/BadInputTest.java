package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that each value a caller can get wrong is refused, and that the error names the field and the correction. */
class BadInputTest {
    private static final Task TASK = Task.of("Explain Foo.java");

    private static void refused(String field, String remedy, Runnable call) {
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, call::run);
        assertThat(refusal).as("refusal of %s", field).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(remedy);
        assertThat(refusal.retryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void aBlankPromptIsRefused(String prompt) {
        refused("prompt", "give some text", () -> Task.of(prompt));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aPriorityOutOfRangeIsRefused(int priority) {
        refused("priority", "from 0 to 100", () -> TASK.priority(priority));
    }

    @Test
    void theEdgesOfThePriorityAreAccepted() {
        assertThat(TASK.priority(0).priority()).isZero();
        assertThat(TASK.priority(100).priority()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "{a}", "a\u0000b", "a\nb", "ä", "-a", ".a", "a*b", "a\\b"})
    void anIdWithACharacterThatIsNotAllowedIsRefused(String id) {
        refused("id", "is not allowed", () -> TASK.id(id));
    }

    @Test
    void anEmptyOrOverlongIdIsRefused() {
        refused("id", "is empty", () -> TASK.id(""));
        refused("id", "at most 200", () -> TASK.id("x".repeat(201)));
        assertThat(TASK.id("x".repeat(200)).id()).hasSize(200);
    }

    @Test
    void aDerivedIdIsAccepted() {
        assertThat(TASK.id("run/step#3~1@x=y+z,w").id()).isEqualTo("run/step#3~1@x=y+z,w");
    }

    @Test
    void controlCharactersOfABadIdDoNotReachTheMessage() {
        assertThatThrownBy(() -> TASK.id("a\u001b[31mb")).hasMessageContaining("a?[31mb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "{a}", "a:b", "a\u0007", "*"})
    void aNamespaceThatWouldBreakKeysIsRefused(String namespace) {
        refused("namespace", "", () -> CodefleetOptions.of("memory:x").namespace(namespace));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a|b", "a b"})
    void aMalformedCapabilityIsRefused(String capability) {
        refused("requiredCapabilities", "", () -> TASK.requires(capability));
    }

    @Test
    void aNegativeOrEndlessTimeLimitIsRefused() {
        TaskLimits limits = TaskLimits.DEFAULT;
        refused("limits.queueTimeout", "longer than zero", () -> limits.queueTimeout(Duration.ZERO));
        refused("limits.attemptTimeout", "longer than zero", () -> limits.attemptTimeout(Duration.ofMillis(-1)));
        refused("limits.deadline", "at most", () -> limits.deadline(Duration.ofSeconds(Long.MAX_VALUE)));
        refused("delay", "must not be negative", () -> TASK.delay(Duration.ofSeconds(-1)));
    }

    @Test
    void aRetryPolicyThatCannotBeKeptIsRefused() {
        refused("retry.maxAttempts", "from 1 to 100", () -> TASK.maxAttempts(0));
        refused("retry.maxAttempts", "from 1 to 100", () -> RetryPolicy.DEFAULT.maxAttempts(101));
        refused("retry.retryOn", "has PERMANENT", () -> RetryPolicy.DEFAULT.retryOn(ErrorKind.PERMANENT));
    }

    @Test
    void aMalformedConcurrencyKeyOrLimitIsRefused() {
        refused("concurrency.key", "", () -> TASK.concurrency("a|b", 1));
        refused("concurrency.limit", "greater than zero", () -> TASK.concurrency("a", 0));
    }

    @Test
    void aLimitThatLetsNothingThroughIsRefused() {
        refused("limits.maxQueuedPerLane", "greater than zero", () -> StorageLimits.DEFAULT.maxQueuedPerLane(0));
        refused("limits.maxLanes", "greater than zero", () -> StorageLimits.DEFAULT.maxLanes(0));
        refused("limits.submitRate.tasks", "greater than zero", () -> SubmitRate.perSecond(0));
        refused(
                "limits.submitRate.burst",
                "greater than zero",
                () -> SubmitRate.perSecond(1).burst(0));
        refused("limits.submitRate.tasks", "at most a million", () -> SubmitRate.perSecond(1_000_001));
    }

    @Test
    void aBackoffThatShrinksIsRefused() {
        refused(
                "backoff.maxDelay",
                "shorter than the initial delay",
                () -> Backoff.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        refused(
                "backoff.jitter",
                "from 0 to 1",
                () -> new Backoff(Backoff.Growth.FIXED, Duration.ZERO, Duration.ZERO, Double.NaN));
    }

    @Test
    void anAttributeThatJsonCannotHoldIsRefusedByItsPath() {
        refused(
                "context.attributes.a.b[1]",
                "only strings",
                () -> TASK.attribute("a", Map.of("b", List.of("fine", new Object()))));
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("x", null);
        refused("context.attributes.a.x", "is null", () -> TASK.attribute("a", withNull));
    }

    @Test
    void attributesNestedTooDeepAreRefused() {
        Object nested = "leaf";
        for (int i = 0; i < 100; i++) {
            nested = List.of(nested);
        }
        Object tooDeep = nested;
        assertThatThrownBy(() -> TASK.attribute("a", tooDeep))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("flatten");
    }

    @Test
    void aUriWithoutASchemeIsRefused() {
        refused("uri", "memory:", () -> CodefleetOptions.of("localhost"));
        refused("uri", "is not a URI", () -> CodefleetOptions.of("redis://a b"));
    }

    @Test
    void thePasswordOfABadUriDoesNotReachTheMessage() {
        assertThatThrownBy(() -> CodefleetOptions.of("redis://:s3cret word@host"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void optionsAndValuesDoNotShowSecrets() {
        assertThat(CodefleetOptions.of("redis://user:s3cret@host:1/0").toString())
                .doesNotContain("s3cret");
        assertThat(Task.of("a canary").toString()).doesNotContain("canary");
        assertThat(TaskResult.text("a canary").toString()).doesNotContain("canary");
    }

    @Test
    void aValueDoesNotChangeWithTheCollectionItWasMadeFrom() {
        List<String> files = new ArrayList<>(List.of("a"));
        Task task = TASK.files(files);
        files.add("b");
        assertThat(task.context().files()).containsExactly("a");
        assertThatThrownBy(() -> task.requiredCapabilities().add("x"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
