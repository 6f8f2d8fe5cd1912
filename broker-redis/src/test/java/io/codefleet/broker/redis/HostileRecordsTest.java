package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditQuery;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskSummary;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that one record with numbers out of all bounds, among good ones, is the only one reported as damaged. */
class HostileRecordsTest extends RedisTest {
    private static final String BAD = "t3";
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Task> tasks() {
        return IntStream.range(0, 10).mapToObj(i -> Task.of("x").id("t" + i)).toList();
    }

    private static List<String> ids() {
        return tasks().stream().map(Task::id).toList();
    }

    private Broker withOutcomes() {
        Broker broker = connect(server);
        get(broker.submit(tasks()));
        beat(broker, "w");
        List<AttemptReport> reports = new ArrayList<>();
        for (Assignment assignment : claim(broker, "w", 10)) {
            reports.add(new AttemptReport.Completed(assignment.lease(), TaskResult.text("fine")));
        }
        assertThat(get(broker.report(reports, Optional.empty())).accepted()).hasSize(10);
        return broker;
    }

    private static void alone(List<Outcome> outcomes) {
        assertThat(outcomes).hasSize(10).allSatisfy(outcome -> {
            if (outcome.taskId().equals(BAD)) {
                assertThat(((Outcome.Failed) outcome).error().kind()).isEqualTo(ErrorKind.MALFORMED);
            } else {
                assertThat(outcome.resultOrThrow().text()).isEqualTo("fine");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"x\",\"usage\":{\"cost\":\"1e999999999\"}}",
                "{\"text\":\"x\",\"usage\":{\"cost\":\"1e99999999\"}}",
                "{\"text\":\"x\",\"usage\":{\"cost\":\"1e-999999999\"}}",
                "{\"text\":\"x\",\"usage\":{\"cost\":\"-1\"}}",
                "{\"text\":\"x\",\"usage\":{\"input\":99999999999999999999}}",
                "{\"text\":\"x\",\"usage\":{\"input\":1.5}}",
                "{\"text\":\"x\",\"usage\":{\"input\":-1}}",
                "{\"text\":\"x\",\"durationMs\":1e300}",
                "{\"text\":\"x\",\"durationMs\":-5}",
                "{\"text\":{},\"files\":[null]}",
                "{\"data\":{\"a\":1e999}}",
                "{\"artifacts\":[{\"bytes\":1e40}]}",
                "[]",
                "null"
            })
    void aResultOutOfAllBoundsHarmsItsOwnTaskOnly(String result) {
        Broker broker = withOutcomes();
        redis(server, Command.HSET, key("t:" + BAD), "o", result);

        alone(get(broker.follow(ids())).ended());
        List<SubmitReply> replies = get(broker.submit(tasks()));
        alone(replies.stream()
                .map(reply -> ((SubmitReply.Ended) reply).outcome())
                .toList());
        assertThat(get(broker.find(ids()))).hasSize(10);
        assertThat(get(broker.find(List.of(BAD))).get(0).outcome().orElseThrow())
                .isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aPriceOfAMillionDigitsIsRefusedBeforeItIsRead() {
        Broker broker = withOutcomes();
        String price = "1" + "0".repeat(1_000_000);
        redis(server, Command.HSET, key("t:" + BAD), "o", "{\"usage\":{\"cost\":\"" + price + "\"}}");
        alone(get(broker.follow(ids())).ended());
    }

    @Test
    void countsOfTokensAtTheEdgeAddUpToTheEdge() {
        Broker broker = withOutcomes();
        redis(server, Command.HSET, key("t:" + BAD), "us", "999999999999999999,1,1,1,1,999999999999999999");
        String most = "{\"text\":\"fine\",\"usage\":{\"input\":9223372036854775807,\"cost\":\"1000000000000\"}}";
        redis(server, Command.HSET, key("t:" + BAD), "o", most);
        Outcome outcome = get(broker.follow(List.of(BAD))).ended().get(0);
        assertThat(outcome.usage().inputTokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(outcome.usage().tokens()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "99999999999", "9223372036854775807", "x"})
    void aCountOfAttemptsOutOfAllBoundsIsReadAsACount(String attempts) {
        Broker broker = withOutcomes();
        redis(server, Command.HSET, key("t:" + BAD), "n", attempts);
        assertThat(get(broker.follow(ids())).ended())
                .hasSize(10)
                .allSatisfy(outcome -> assertThat(outcome.attempts()).isNotNegative());
        assertThat(get(broker.list(TaskQuery.ALL)).items())
                .extracting(TaskSummary::id)
                .contains("t2", "t4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S 99999999999999999999 t a 1 w",
                "S x t a 1 w",
                "B 1 t a 99999999999 w",
                "B 1 t a -1 w",
                "J x w",
                "S 1  a 1 w",
                ""
            })
    void anEventThatCannotBeReadIsLeftOut(String event) {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("a"));
        redis(server, Command.XADD, key("ev"), "*", "e", event);
        submit(broker, Task.of("x").id("b"));
        assertThat(get(broker.events(Optional.of(EventQuery.OLDEST), 100, Duration.ZERO))
                        .events())
                .hasSizeBetween(2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"S a x - t", "S a 99999999999 - t", "S a -1 - t", "S  1 - t", "S a 1 -"})
    void anEntryOfTheAuditThatCannotBeReadIsLeftOut(String entry) {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("a"));
        redis(server, Command.XADD, key("au"), "*", "e", entry);
        submit(broker, Task.of("x").id("b"));
        assertThat(get(broker.audit(AuditQuery.ALL)).items()).hasSizeBetween(2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"v\",\"concurrency\":99999999999}",
                "{\"id\":\"v\",\"concurrency\":1.5}",
                "{\"id\":\"v\",\"startedAt\":1e300}",
                "[]",
                "{\"id\":[]}"
            })
    void aWorkerThatCannotBeReadIsLeftOut(String info) {
        Broker broker = connect(server);
        beat(broker, "v");
        beat(broker, "w");
        redis(server, Command.HSET, key("wk:v"), "i", info);
        assertThat(get(broker.workers())).extracting(worker -> worker.id()).containsExactly("w");
    }

    @Test
    void aCursorBeyondAllBoundsIsAnsweredOrRefused() {
        Broker broker = connect(server);
        submit(broker, Task.of("x").id("a"));
        assertThat(get(broker.events(Optional.of("9999999999999999999"), 10, Duration.ZERO))
                        .events())
                .isEmpty();
    }
}
