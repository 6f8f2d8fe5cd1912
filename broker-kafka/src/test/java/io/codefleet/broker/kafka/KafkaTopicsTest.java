package io.codefleet.broker.kafka;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Servers that do not know a topic: it is gone, or they have not heard of it yet. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class KafkaTopicsTest {
    private final Vertx vertx = Vertx.vertx();
    private final KafkaNames names = KafkaNames.of("topics-" + UUID.randomUUID());
    private final KafkaAddress address =
            KafkaAddress.of(CodefleetOptions.of(KafkaRights.uri(KafkaRights.server(), "fleet")));
    private final Set<String> unheardOf = ConcurrentHashMap.newKeySet();
    private final KafkaClient client = get(KafkaClient.open(
            vertx,
            vertx.getOrCreateContext(),
            address,
            Duration.ofSeconds(10),
            settings -> lagging(Admin.create(settings))));
    private final KafkaTopics topics = new KafkaTopics(client, names, address);

    @AfterEach
    void close() {
        get(client.close());
        get(vertx.close());
    }

    /** Describes topics as a server does that has not heard of some of them. */
    private Admin lagging(Admin admin) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("describeTopics")
                            && arguments[0] instanceof Collection<?> asked
                            && asked.stream().anyMatch(unheardOf::contains)) {
                        return unknown(asked);
                    }
                    try {
                        return method.invoke(admin, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static DescribeTopicsResult unknown(Collection<?> asked) {
        Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
        for (Object topic : asked) {
            KafkaFutureImpl<TopicDescription> answer = new KafkaFutureImpl<>();
            answer.completeExceptionally(new UnknownTopicOrPartitionException("not here"));
            answers.put((String) topic, answer);
        }
        return new DescribeTopicsResult(null, answers) {};
    }

    @Test
    void aServerThatDoesNotKnowATopicYetDoesNotSayThatSomebodyHasDeletedIt() {
        KafkaTopics.TopicSet opened = get(topics.open());
        unheardOf.add(names.log());
        assertThat(failureOf(topics.checkSame(opened)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("does not know the topic " + names.log() + " yet");
        unheardOf.clear();
        get(topics.checkSame(opened));
    }

    @Test
    void aTopicThatIsGoneIsNamed() throws Exception {
        KafkaTopics.TopicSet opened = get(topics.open());
        try (Admin admin = KafkaRights.server().admin()) {
            admin.deleteTopics(List.of(names.snapshots())).all().get();
        }
        // a server learns of it a little later than the controller
        await().untilAsserted(() -> assertThat(failureOf(topics.checkSame(opened)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("somebody has deleted the topic " + names.snapshots()));
    }
}
