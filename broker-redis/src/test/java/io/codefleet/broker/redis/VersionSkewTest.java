package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptInfo;
import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.TaskJson;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this version does in a namespace where a newer one writes too. */
class VersionSkewTest extends RedisTest {
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonObject body(Task task) {
        return TaskJson.encode(task);
    }

    private void store(Task task, JsonObject body) {
        redis(server, Command.HSET, key("t:" + task.id()), "b", body.encode());
    }

    private void submitNewer(Broker broker, Task task) {
        submit(broker, task);
        store(task, body(task).put("v", 99).put("sandbox", "strict"));
    }

    private static TaskInfo info(Broker broker, String id) {
        return get(broker.find(List.of(id))).get(0);
    }

    private void awaitHandedBack(String id) {
        await().until(() ->
                redis(server, Command.HGET, key("t:" + id), "s").toString().equals("d"));
    }

    /** Lets the time pass that a task waits after it was handed back. */
    private void dueNow(Broker broker, String id) {
        redis(server, Command.ZADD, key("due"), 1, id);
        get(broker.runMaintenance());
    }

    @Test
    void anEntryOfTheAuditWithAnActionOfANewerVersionIsListed() {
        Broker old = connect(server);
        submit(old, Task.of("x").id("before"));
        redis(server, Command.XADD, key("au"), "*", "v", "W ann 1 a%20word t");
        submit(old, Task.of("x").id("after"));

        List<AuditEntry> entries = get(old.audit(AuditQuery.ALL)).items();
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.SUBMITTED, AuditAction.UNKNOWN, AuditAction.SUBMITTED);
        assertThat(entries.get(1).unknownAction()).contains("W");
        assertThat(entries.get(1).actor()).isEqualTo("ann");
        assertThat(entries.get(1).subjects()).containsExactly("t");
        assertThat(get(old.audit(AuditQuery.ALL.actions(AuditAction.SUBMITTED))).items())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":99}",
                "{\"retry\":{\"on\":[\"MOOD\"]}}",
                "{\"retry\":{\"backoff\":{\"growth\":\"MOOD\"}}}",
                "{\"spread\":{\"by\":\"MOOD\"}}"
            })
    void aNewerTaskIsHandedBackAndDoneByANewerWorker(String newer) {
        Broker old = connect(server);
        Task task = Task.of("x").id("t").maxAttempts(1);
        submit(old, task);
        store(task, body(task).mergeIn(new JsonObject(newer)));
        beat(old, "old");

        assertThat(claim(old, "old", 1)).isEmpty();
        awaitHandedBack("t");
        store(task, body(task));
        TaskInfo waiting = info(old, "t");
        assertThat(waiting.status()).isEqualTo(TaskStatus.DELAYED);
        assertThat(waiting.summary().failures()).isZero();
        assertThat(waiting.history())
                .extracting(AttemptInfo::end)
                .containsExactly(Optional.of(AttemptInfo.End.RELEASED));

        Broker updated = connect(server);
        beat(updated, "updated");
        dueNow(updated, "t");
        Assignment assignment = claim(updated, "updated", 1).get(0);
        assertThat(assignment.failures()).isZero();
        get(updated.report(
                List.of(new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"))), Optional.empty()));
        await().until(() -> received.outcomes.size() >= 1);
        assertThat(received.outcomes.get(0)).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aWorkerTakesNoMoreOfTheLaneAndGoesOnWithOthers() {
        Broker old = connect(server);
        beat(old, "old");
        submitNewer(old, Task.of("x").id("newer").type("a"));
        assertThat(claim(old, "old", 1)).isEmpty();
        awaitHandedBack("newer");

        submitNewer(old, Task.of("x").id("another").type("a"));
        submit(old, Task.of("x").id("other").type("b"));
        assertThat(claim(old, "old", 5)).extracting(each -> each.task().id()).containsExactly("other");
        assertThat(redis(server, Command.HGET, key("t:another"), "s")).hasToString("q");
        beat(old, "second");
        assertThat(claim(old, "second", 5)).isEmpty();
        awaitHandedBack("another");
    }

    @Test
    void theOtherTasksOfAClaimAreGiven() {
        Broker old = connect(server);
        beat(old, "old");
        submit(old, Task.of("x").id("first"));
        submitNewer(old, Task.of("x").id("newer"));
        submit(old, Task.of("x").id("last"));
        assertThat(claim(old, "old", 5)).extracting(each -> each.task().id()).containsExactly("first", "last");
        awaitHandedBack("newer");
    }

    @Test
    void aTaskOnOneWorkerIsHandedBackAndItsOthersGoOn() {
        Broker old = connect(server);
        beat(old, "old");
        submitNewer(old, Task.of("x").id("newer").placement(Placement.worker("old")));
        assertThat(claim(old, "old", 1)).isEmpty();
        awaitHandedBack("newer");
        submit(old, Task.of("x").id("readable").placement(Placement.worker("old")));
        assertThat(claim(old, "old", 1)).hasSize(1);
    }

    @Test
    void aTaskWithANewerCheckpointIsHandedBack() {
        Broker old = connect(server);
        beat(old, "old");
        submit(old, Task.of("x").id("t"));
        Assignment first = claim(old, "old", 1).get(0);
        get(old.checkpoint(first.lease(), Checkpoint.of(Map.of("a", 1))));
        get(old.report(List.of(new AttemptReport.Released(first.lease())), Optional.empty()));
        redis(server, Command.SET, key("cp:t"), "{\"v\":2,\"state\":{\"a\":1}}");
        assertThat(claim(old, "old", 1)).isEmpty();
        awaitHandedBack("t");
    }

    @Test
    void aNewerTaskKeepsItsPlaceInItsConcurrencyKeyFree() {
        Broker old = connect(server);
        beat(old, "old");
        submitNewer(old, Task.of("x").id("newer").type("a").concurrency("key", 1));
        submit(old, Task.of("x").id("next").type("b").concurrency("key", 1));
        assertThat(claim(old, "old", 5)).isEmpty();
        awaitHandedBack("newer");
        assertThat(claim(old, "old", 5)).extracting(each -> each.task().id()).containsExactly("next");
    }

    @Test
    void aNewerTaskThatIsAskedForAloneIsATypedError() {
        Broker old = connect(server);
        submitNewer(old, Task.of("x").id("t"));
        submit(old, Task.of("x").id("u"));
        assertThatThrownBy(() -> get(old.find(List.of("t"))))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("version 99");
        assertThat(get(old.find(List.of("t", "u"))))
                .extracting(found -> found.summary().id())
                .containsExactly("u");
    }

    @Test
    void aNewerOutcomeNamesBothVersions() {
        Broker old = connect(server);
        beat(old, "old");
        submit(old, Task.of("x").id("t"));
        Assignment assignment = claim(old, "old", 1).get(0);
        get(old.report(
                List.of(new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"))), Optional.empty()));
        redis(server, Command.HSET, key("t:t"), "o", "{\"v\":2,\"text\":\"done\"}");

        Outcome outcome = get(old.follow(List.of("t"))).ended().get(0);
        TaskError error = ((Outcome.Failed) outcome).error();
        assertThat(error.kind()).isEqualTo(ErrorKind.UNSUPPORTED_VERSION);
        assertThat(error.message()).contains("version 2", "version 1", "update this process");
    }

    @Test
    void anErrorKindOfANewerVersionIsReadAsUnknown() {
        Broker old = connect(server);
        beat(old, "old");
        submit(old, Task.of("x").id("t"));
        Assignment assignment = claim(old, "old", 1).get(0);
        TaskError error = TaskError.of(ErrorKind.PERMANENT, "no");
        get(old.report(
                List.of(new AttemptReport.Failed(assignment.lease(), error, Optional.empty())), Optional.empty()));
        redis(server, Command.HSET, key("t:t"), "o", "{\"kind\":\"MOOD\",\"message\":\"no\"}");
        redis(server, Command.RPUSH, key("h:t"), "2 w 1 2 MOOD ");

        TaskInfo info = info(old, "t");
        assertThat(((Outcome.Failed) info.outcome().orElseThrow()).error().kind())
                .isEqualTo(ErrorKind.UNKNOWN);
        assertThat(info.history().get(1).end()).isEmpty();
    }

    // ---- the layout of a namespace

    private void layOut(int layout) {
        redis(server, Command.HSET, key("meta"), "layout", layout);
    }

    @Test
    void aNamespaceWithoutALayoutGetsTheFirst() {
        connect(server);
        assertThat(redis(server, Command.HGET, key("meta"), "layout")).hasToString("1");
        connect(server);
    }

    @Test
    void aNewerLayoutIsRefusedAtConnect() {
        layOut(2);
        assertThatThrownBy(() -> connect(server))
                .isInstanceOfSatisfying(UnsupportedVersionException.class, refusal -> {
                    assertThat(refusal.found()).isEqualTo(2);
                    assertThat(refusal.supported()).isEqualTo(1);
                })
                .hasMessageContainingAll(namespace, "layout 2", "up to 1", "update this process");
        assertThat(redis(server, Command.KEYS, key("*")).size()).isOne();
    }

    @Test
    void aNewerLayoutThatComesWhileConnectedEndsAllCalls() {
        Broker old = connect(server);
        beat(old, "old");
        submit(old, Task.of("x").id("t"));
        layOut(3);

        assertThatThrownBy(() -> get(old.runMaintenance())).isInstanceOf(UnsupportedVersionException.class);
        assertThatThrownBy(() -> claim(old, "old", 1))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("layout 3");
        assertThatThrownBy(() -> submit(old, Task.of("x"))).isInstanceOf(UnsupportedVersionException.class);
        assertThat(redis(server, Command.HGET, key("t:t"), "s")).hasToString("q");
    }

    @Test
    void aLayoutThatIsNotANumberCountsAsAbsent() {
        redis(server, Command.SET, key("meta"), "x");
        get(connect(server).runMaintenance());
    }
}
