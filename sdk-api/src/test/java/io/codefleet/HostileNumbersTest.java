package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.json.OutcomeJson;
import io.codefleet.json.TaskJson;
import io.codefleet.json.WorkflowJson;
import io.codefleet.routing.ModelPrice;
import io.codefleet.routing.ModelPrices;
import io.codefleet.time.DurationText;
import io.codefleet.workflow.Workflow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are short to write and large to hold are refused where they come in, before anything is computed. */
class HostileNumbersTest {
    private static final Task TASK = Task.of("Explain Foo.java");

    static List<String> pricesOutOfBounds() {
        return List.of(
                "1e999999999",
                "1e-999999999",
                "1e99999999",
                "0e999999999",
                "0e-999999999",
                "1e13",
                "1000000000000.01",
                "1000000000001",
                "9".repeat(31),
                "0." + "1".repeat(31),
                "1" + "0".repeat(1_000_000),
                "0." + "0".repeat(1_000_000) + "1");
    }

    static List<BigDecimal> numbersOutOfBounds() {
        return pricesOutOfBounds().stream()
                .filter(text -> text.length() < 100)
                .map(BigDecimal::new)
                .toList();
    }

    private static void refused(String field, Runnable call) {
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, call::run);
        assertThat(refusal).as("refusal of %s", field).isNotNull();
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.getMessage()).hasSizeLessThan(200);
    }

    private static Usage usage(BigDecimal cost) {
        return Usage.builder().inputTokens(1).outputTokens(1).cost(cost).build();
    }

    @ParameterizedTest
    @MethodSource("pricesOutOfBounds")
    void aPriceOutOfBoundsIsRefusedAsText(String price) {
        refused("budget.maxCost", () -> Budget.cost(price));
        refused("price.input", () -> ModelPrice.of(price, "1"));
        refused("price.cacheWrite", () -> ModelPrice.of("1", "1", "1", price));
        JsonObject prices =
                new JsonObject().put("a/b", new JsonObject().put("input", price).put("output", 1));
        refused("prices.a/b.input", () -> ModelPrices.read(prices));
    }

    @ParameterizedTest
    @MethodSource("numbersOutOfBounds")
    void aPriceOutOfBoundsIsRefusedAsANumber(BigDecimal price) {
        refused("budget.maxCost", () -> Budget.UNLIMITED.maxCost(price));
        refused("usage.cost", () -> usage(price));
        refused("price.output", () -> new ModelPrice(BigDecimal.ONE, price, BigDecimal.ONE, BigDecimal.ONE));
        JsonObject prices =
                new JsonObject().put("a/b", new JsonObject().put("input", 1).put("output", price));
        refused("prices.a/b.output", () -> ModelPrices.read(prices));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "NaN", "Infinity", "1e99999999999", "0x10", "1,5", "-1", "-0.01", "-1e999999999"})
    void anInvalidPriceIsRefused(String price) {
        refused("budget.maxCost", () -> Budget.cost(price));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "0.00", "0.000000001", "2.50", "1e12", "1000000000000", "123456789012.123456789012345678"})
    void aPriceWithinTheBoundsComesBackAsItWas(String price) {
        Task task = TASK.budget(Budget.cost(price));
        Task back = TaskJson.decode("a task", TaskJson.encode(task));
        BigDecimal cost = back.context().agent().budget().maxCost().orElseThrow();
        assertThat(cost).isEqualByComparingTo(price);
        assertThat(usage(cost).cost()).isLessThanOrEqualTo(Price.MAX);
    }

    @ParameterizedTest
    @MethodSource("pricesOutOfBounds")
    void aPriceOutOfBoundsInStoredDataIsMalformed(String price) {
        JsonObject budget =
                new JsonObject().put("agent", new JsonObject().put("budget", new JsonObject().put("maxCost", price)));
        JsonObject task = TaskJson.encode(TASK).put("context", budget);
        assertThatThrownBy(() -> TaskJson.decode("a task", task))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("maxCost");
        JsonObject allowance = new JsonObject().put("key", "a").put("total", new JsonObject().put("maxCost", price));
        JsonObject shared = TaskJson.encode(TASK).put("allowance", allowance);
        assertThatThrownBy(() -> TaskJson.decode("a task", shared)).isInstanceOf(MalformedDataException.class);
        JsonObject result = OutcomeJson.encode(TaskResult.text("x")).put("usage", new JsonObject().put("cost", price));
        assertThatThrownBy(() -> OutcomeJson.decodeResult("a result", result.toBuffer()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("cost");
    }

    @Test
    void sumsStayAtTheirBounds() {
        Usage most = Usage.builder()
                .inputTokens(Long.MAX_VALUE)
                .outputTokens(Long.MAX_VALUE)
                .reasoningTokens(1)
                .cacheReadTokens(Long.MAX_VALUE)
                .cacheWriteTokens(Long.MAX_VALUE)
                .cost(Price.MAX)
                .build();
        Usage sum = most.plus(most).plus(most);
        assertThat(sum.inputTokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(sum.reasoningTokens()).isEqualTo(3);
        assertThat(sum.cost()).isEqualByComparingTo(Price.MAX);
        assertThat(sum.tokens()).isEqualTo(Long.MAX_VALUE);
        Spending.Spent spent = Spending.Spent.NOTHING.plus(most).plus(most);
        assertThat(spent.tokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(spent.cost()).isEqualByComparingTo(Price.MAX);
        assertThat(Budget.tokens(5).exceededBy(sum)).isPresent();
    }

    @Test
    void aSumOfCountsIsExactOrItsBound() {
        Random random = new Random(42);
        for (int i = 0; i < 1000; i++) {
            long one = random.nextLong() >>> (1 + random.nextInt(63));
            long other = random.nextLong() >>> (1 + random.nextInt(63));
            BigInteger exact = BigInteger.valueOf(one).add(BigInteger.valueOf(other));
            long sum = Usage.builder()
                    .inputTokens(one)
                    .build()
                    .plus(Usage.builder().inputTokens(other).build())
                    .inputTokens();
            assertThat(BigInteger.valueOf(sum)).isEqualTo(exact.min(BigInteger.valueOf(Long.MAX_VALUE)));
        }
    }

    static List<Number> notAnInteger() {
        return List.of(
                4294967297L,
                2147483648L,
                -2147483649L,
                Long.MAX_VALUE,
                5.9,
                1e300,
                Double.NaN,
                BigInteger.TWO.pow(64).add(BigInteger.valueOf(50)),
                new BigDecimal("50.5"),
                new BigDecimal("1e999999999"),
                new BigDecimal("1e-999999999"));
    }

    @ParameterizedTest
    @MethodSource("notAnInteger")
    void whatIsNotAnIntegerIsRefusedAndNeverCut(Number number) {
        malformed(TaskJson.encode(TASK).put("priority", number), "priority");
        malformed(TaskJson.encode(TASK).put("retry", new JsonObject().put("maxAttempts", number)), "maxAttempts");
        JsonObject concurrency = new JsonObject().put("key", "a").put("limit", number);
        malformed(TaskJson.encode(TASK).put("concurrency", concurrency), "limit");
        JsonObject agent = new JsonObject().put("agent", new JsonObject().put("maxSteps", number));
        malformed(TaskJson.encode(TASK).put("context", agent), "maxSteps");
        JsonObject error =
                OutcomeJson.encode(TaskError.of(ErrorKind.TRANSIENT, "x")).put("attempt", number);
        // Others are not a number in JSON text, or another one.
        if (Double.isFinite(number.doubleValue()) && number.doubleValue() != 0) {
            assertThatThrownBy(() -> OutcomeJson.decodeError("an error", error.toBuffer()))
                    .isInstanceOf(MalformedDataException.class);
        }
    }

    private static void malformed(JsonObject task, String field) {
        assertThatThrownBy(() -> TaskJson.decode("a task", task))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining(field);
    }

    @Test
    void longsAndDurationsAreNotCutEither() {
        BigInteger tooLarge = BigInteger.TWO.pow(64).add(BigInteger.TEN);
        malformed(TaskJson.encode(TASK).put("delayMs", tooLarge), "delayMs");
        malformed(TaskJson.encode(TASK).put("delayMs", 0.5), "delayMs");
        malformed(TaskJson.encode(TASK).put("delayMs", 1e17), "delayMs");
        malformed(TaskJson.encode(TASK).put("limits", new JsonObject().put("deadlineMs", tooLarge)), "deadlineMs");
        JsonObject budget = new JsonObject().put("budget", new JsonObject().put("maxTokens", tooLarge));
        malformed(TaskJson.encode(TASK).put("context", new JsonObject().put("agent", budget)), "maxTokens");
    }

    @Test
    void anIntegerMayBeWrittenWithADecimalPointOrAsALong() {
        assertThat(TaskJson.decode("a task", TaskJson.encode(TASK).put("priority", 7.0))
                        .priority())
                .isEqualTo(7);
        assertThat(TaskJson.decode("a task", TaskJson.encode(TASK).put("priority", 7L))
                        .priority())
                .isEqualTo(7);
    }

    static List<Number> valuesThatJsonCannotHold() {
        return List.of(
                new BigDecimal("1e999999999"),
                new BigDecimal("-1e400"),
                BigInteger.TEN.pow(1200),
                new BigDecimal(BigInteger.TEN.pow(1200).add(BigInteger.ONE), 1200),
                BigInteger.TEN.pow(400));
    }

    @ParameterizedTest
    @MethodSource("valuesThatJsonCannotHold")
    void aValueThatCouldNotBeReadAgainIsRefusedByItsPath(Number value) {
        refused("context.attributes.n", () -> TASK.attribute("n", value));
        refused("context.attributes.n[0].m", () -> TASK.attribute("n", List.of(Map.of("m", value))));
        refused("result.data.n", () -> TaskResult.EMPTY.data(Map.of("n", value)));
        refused("error.details.n", () -> TaskError.of(ErrorKind.TRANSIENT, "x").details(Map.of("n", value)));
        refused("command.arguments.n", () -> new WorkerCommand("x", Map.of("n", value)));
    }

    @Test
    void aValueThatIsAcceptedCanBeReadAgain() {
        List<Object> numbers = List.of(
                BigInteger.TEN.pow(250),
                BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE),
                1.7e308,
                Long.MIN_VALUE);
        Task task = TASK.attribute("n", numbers);
        assertThat(TaskJson.decode("a task", TaskJson.encode(task).toBuffer())).isEqualTo(task);
        JsonArray back = new JsonObject(TaskJson.encode(task).toBuffer())
                .getJsonObject("context")
                .getJsonObject("attributes")
                .getJsonArray("n");
        assertThat(back).isEqualTo(new JsonArray(numbers));
    }

    @Test
    void aDurationThatIsLostAsMillisecondsIsRefused() {
        Duration tooShort = Duration.ofNanos(999_999);
        refused("limits.queueTimeout", () -> TaskLimits.DEFAULT.queueTimeout(tooShort));
        refused("limits.attemptTimeout", () -> TaskLimits.DEFAULT.attemptTimeout(tooShort));
        refused("limits.deadline", () -> TaskLimits.DEFAULT.deadline(tooShort));
        refused("worker.lease", () -> WorkerOptions.create().lease(tooShort));
        refused("worker.heartbeat", () -> WorkerOptions.create().heartbeat(tooShort));
        refused("pollInterval", () -> CodefleetOptions.of("memory:x").pollInterval(tooShort));
        refused("commandTimeout", () -> CodefleetOptions.of("memory:x").commandTimeout(tooShort));
        refused("placement.grace", () -> new Placement.Spread(Placement.Spread.By.TURNS, tooShort));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999d", "36501d", "999999999999h999999999999d"})
    void aDurationBeyondAllBoundsIsRefusedAsText(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than 36500d");
    }

    @Test
    void anOverlongTextIsNotADuration() {
        assertThatThrownBy(() -> DurationText.parse("1s".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z", "1969-12-31T23:59:59Z"})
    void aTimeOfAnAuditBeyondAllBoundsIsRefused(String time) {
        refused("query.since", () -> AuditQuery.ALL.since(Instant.parse(time)));
        refused("query.until", () -> AuditQuery.ALL.until(Instant.parse(time)));
    }

    @ParameterizedTest
    @MethodSource("pricesOutOfBounds")
    void aRunWhoseBudgetIsOutOfBoundsIsMalformed(String price) {
        JsonObject run = WorkflowJson.encode(new WorkflowJson.StoredRun(Workflow.named("w"), RunOptions.of("r")))
                .put("maxCost", price);
        assertThatThrownBy(() -> WorkflowJson.decodeRun("r", run.encode()))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("maxCost");
    }

    @Test
    void aNumberWithoutEndIsMalformed() {
        JsonObject backoff = new JsonObject().put("jitter", Double.POSITIVE_INFINITY);
        malformed(TaskJson.encode(TASK).put("retry", new JsonObject().put("backoff", backoff)), "jitter");
    }

    @Test
    void whatAnAttemptSaysOfItselfIsBounded() {
        Progress progress =
                new Progress("t", 1, Instant.EPOCH, "text", "x".repeat(1 << 20), Map.of("diff", "y".repeat(1 << 20)));
        assertThat(progress.text()).hasSizeLessThan(TaskError.MAX_BYTES).startsWith("xxx");
        assertThat(progress.data()).containsOnlyKeys(TaskError.OMITTED_BYTES);
    }

    @Test
    void aCommandWithATimeLimitBeyondAllBoundsHasTheLongest() {
        WorkerCommand command = new WorkerCommand(WorkerCommand.DRAIN, Map.of("timeLimitMillis", Long.MAX_VALUE));
        Optional<Duration> limit = command.timeLimit();
        assertThat(limit).isPresent();
        assertThat(limit.get().toNanos()).isPositive();
    }
}
