package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.SharedKeyStore;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A control plane of the namespace a, whose gateway lets keys of a and b into both. */
class GatewayNamespacesTest {
    private final Vertx vertx = Vertx.vertx();
    private final String store = "memory:" + UUID.randomUUID();
    private final CodefleetClient fleet = get(Codefleet.connect(vertx, inNamespace("a")));
    private final CodefleetClient other = get(Codefleet.connect(vertx, inNamespace("b")));
    private final ApiKeys otherKeys = new ApiKeys(new SharedKeyStore(other), "b", Clock.systemUTC());
    private final ControlServer control = ControlServer.on(
            vertx,
            fleet,
            ControlOptions.builder()
                    .streamCheck(Duration.ofMillis(100))
                    .keyCache(Duration.ofMillis(1))
                    .build());
    private final int port = get(control.listen(0));
    private final RecordedEvents recorded = new RecordedEvents();

    @AfterEach
    void close() {
        get(control.close());
        get(other.close());
        get(fleet.close());
        get(vertx.close());
    }

    private CodefleetOptions inNamespace(String namespace) {
        return CodefleetOptions.of(store).namespace(namespace);
    }

    private ApiKeys.IssuedKey key(Role role, String... others) {
        return get(control.keys().issue("ann", role, Optional.empty(), List.of(others)));
    }

    private ApiKeys.IssuedKey keyOfBoth(Role role) {
        ApiKeys.IssuedKey issued = key(role, "b");
        get(otherKeys.adopt(issued.key()));
        return issued;
    }

    private Future<Broker> connect(String namespace, ApiKeys.IssuedKey key) {
        CodefleetOptions options =
                CodefleetOptions.of("http://127.0.0.1:" + port).namespace(namespace);
        return TestGateways.connect(vertx, options, recorded, key.token());
    }

    private static List<String> tasks(CodefleetClient client) {
        return get(client.tasks(TaskQuery.ALL)).items().stream()
                .map(TaskSummary::id)
                .toList();
    }

    @Test
    void aKeyOfTwoNamespacesEntersBoth() {
        ApiKeys.IssuedKey key = keyOfBoth(Role.SUBMITTER);
        for (String namespace : List.of("a", "b")) {
            Broker broker = get(connect(namespace, key));
            assertThat(get(broker.submit(List.of(Task.of("do it").id("in-" + namespace)))))
                    .containsExactly(SubmitReply.Accepted.INSTANCE);
            get(broker.close());
        }
        assertThat(tasks(fleet)).containsExactly("in-a");
        assertThat(tasks(other)).containsExactly("in-b");
        Optional<TaskInfo> submitted = get(other.task("in-b"));
        assertThat(submitted.orElseThrow().summary().submitter())
                .contains(key.key().actor());
    }

    @Test
    void aKeyOfOneNamespaceEntersNoOther() {
        assertThat(failureOf(connect("b", key(Role.ADMIN))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("serves the namespace a");
    }

    @Test
    void aKeyThatTheOtherNamespaceDoesNotKnowDoesNotEnterIt() {
        assertThat(failureOf(connect("b", key(Role.ADMIN, "b"))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("not accepted in the other one");
    }

    @Test
    void aKeyOfTheOtherNamespaceOnlyDoesNotEnterByThisControlPlane() {
        ApiKeys.IssuedKey issued = get(otherKeys.issue("ben", Role.ADMIN, Optional.empty()));
        assertThat(failureOf(connect("b", issued)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("401");
    }

    @Test
    void aKeyThatIsRevokedInTheOtherNamespaceLeavesIt() {
        ApiKeys.IssuedKey key = keyOfBoth(Role.OBSERVER);
        Broker broker = get(connect("b", key));
        assertThat(get(broker.stats())).isNotNull();

        get(otherKeys.revoke(key.key().id()));

        await().until(() -> recorded.last() == ConnectionState.RECONNECTING);
        get(broker.close());
    }

    @Test
    void aKeyThatIsRevokedInTheOwnNamespaceLeavesTheOther() {
        ApiKeys.IssuedKey key = keyOfBoth(Role.OBSERVER);
        Broker broker = get(connect("b", key));

        get(control.keys().revoke(key.key().id()));

        await().until(() -> recorded.last() == ConnectionState.RECONNECTING);
        get(broker.close());
    }
}
