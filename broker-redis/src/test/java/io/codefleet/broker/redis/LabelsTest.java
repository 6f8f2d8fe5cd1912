package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.TaskLabels;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.broker.Broker;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a task's labels Redis holds, who can read it, and what tasks of other versions have. */
class LabelsTest extends RedisTest {
    private static final Task LABELED =
            Task.of("x").id("t").tag("team", "core").project("secret-shop").preferredModel("acme/secret-model");
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Broker ann() {
        return connect(options(server.uri()).actor("ann"));
    }

    private Broker encrypting() {
        return connect(options(server.uri()).actor("ann").codec(AesGcmCodec.of(TestKeys.KEYS)));
    }

    private static TaskSummary only(Broker broker) {
        List<TaskSummary> tasks = get(broker.list(TaskQuery.ALL)).items();
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    private String stored(String id) {
        return redis(server, Command.HGET, key("t:" + id), "la").toString();
    }

    @Test
    void encryptionHidesProjectAndModelButNotSubmitterAndTags() {
        Broker broker = encrypting();
        submit(broker, LABELED);

        assertThat(stored("t")).startsWith("\n@ann\nteam=core\n~1:old:").doesNotContain("secret");
        assertThat(only(broker).labels()).isEqualTo(TaskLabels.of(LABELED, "ann"));
    }

    @Test
    void aReaderWithoutTheKeysListsAndFiltersTasks() {
        submit(encrypting(), LABELED);

        Broker observer = connect(server);
        assertThat(only(observer).labels())
                .isEqualTo(new TaskLabels(
                        Optional.of("ann"), new TreeMap<>(Map.of("team", "core")), Optional.empty(), Optional.empty()));
        assertThat(get(observer.list(TaskQuery.ALL.tag("team", "core").submitter("ann")))
                        .items())
                .hasSize(1);
    }

    /** Versions without labels store none. */
    @Test
    void aTaskOfAnOlderClientHasNoLabels() {
        Broker broker = ann();
        submit(broker, LABELED);
        redis(server, Command.HDEL, key("t:t"), "la");

        assertThat(only(broker).labels()).isEqualTo(TaskLabels.NONE);
        assertThat(get(broker.list(TaskQuery.ALL.submitter("ann"))).items()).isEmpty();
        assertThat(get(broker.list(TaskQuery.ALL.tag("team", "core"))).items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "=",
                "\n=x\n",
                "\n@\n",
                "\nk\n",
                "\nk v=1\n",
                "\n{\n",
                "\n{\"project\":3}\n",
                "\n~1:\n",
                "\n?new line\n"
            })
    void damagedLabelsDoNotHideTheirTask(String text) {
        Broker broker = ann();
        submit(broker, LABELED);
        redis(server, Command.HSET, key("t:t"), "la", text);

        assertThat(only(broker).id()).isEqualTo("t");
        assertThat(get(broker.find(List.of("t")))).hasSize(1);
    }

    @Test
    void aLineOfANewerVersionIsLeftOut() {
        Broker broker = ann();
        submit(broker, LABELED);
        redis(server, Command.HSET, key("t:t"), "la", stored("t") + "?something new\n");

        assertThat(only(broker).labels()).isEqualTo(TaskLabels.of(LABELED, "ann"));
    }

    @Test
    void aTaskThatNamesNothingStoresItsSubmitterOnly() {
        submit(ann(), Task.of("x").id("t"));

        assertThat(stored("t")).isEqualTo("\n@ann\n");
    }

    @Test
    void tagsTakeNoMoreCommandsThanNone() {
        Broker broker = ann();
        submit(broker, Task.of("x").id("first"));
        long without =
                CommandCounts.during(server, () -> submit(broker, Task.of("x").id("without")));
        long with = CommandCounts.during(server, () -> submit(broker, LABELED));

        assertThat(with).isEqualTo(without);
    }
}
