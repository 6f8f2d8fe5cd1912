package io.codefleet.broker.redis.internal.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which nodes of a Cluster are asked where addresses change. */
class ClusterMasterResolverTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();

    private static List<Node> nodes(String host, int count) {
        return IntStream.range(0, count).mapToObj(i -> new Node(host, 7000 + i)).toList();
    }

    @Test
    void nodesOfTheUriAreAskedHoweverManyWereNamed() {
        List<Node> ofUri = nodes("uri", 2);
        for (int i = 0; i < 50; i++) {
            assertThat(ClusterMasterResolver.chosen(ofUri, nodes("named", 100)))
                    .hasSize(5)
                    .containsAll(ofUri);
        }
    }

    @Test
    void namedNodesAreAskedHoweverManyTheUriHas() {
        List<Node> named = nodes("named", 2);
        for (int i = 0; i < 50; i++) {
            assertThat(ClusterMasterResolver.chosen(nodes("uri", 100), named))
                    .hasSize(5)
                    .containsAll(named);
        }
    }

    @Test
    void allAreAskedIfTheyAreFew() {
        assertThat(ClusterMasterResolver.chosen(nodes("a", 2), nodes("b", 2))).hasSize(4);
        assertThat(ClusterMasterResolver.chosen(nodes("a", 3), List.of())).hasSize(3);
        assertThat(ClusterMasterResolver.chosen(nodes("a", 3), nodes("a", 3))).hasSize(3);
    }

    /** Each answer names a replica that is gone soon after, as where nodes are restarted under new addresses. */
    @Test
    void nodesThatWereNamedLongAgoAreForgotten() throws Exception {
        AtomicInteger port = new AtomicInteger();
        AtomicInteger gone = new AtomicInteger(1);
        FakeRedis redis = new FakeRedis(vertx, words -> answer(words, port.get(), gone));
        port.set(done(redis.listen()));
        Context context = vertx.getOrCreateContext();
        RedisAddress address = RedisAddress.of(
                CodefleetOptions.of("redis-cluster://127.0.0.1:" + port.get()).commandTimeout(Duration.ofSeconds(2)));
        NodeConnector connector = new NodeConnector(
                vertx, address.credentials(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1));
        ClusterMasterResolver finder = new ClusterMasterResolver(context, address, connector, "key");

        for (int i = 0; i < 40; i++) {
            Promise<List<Node>> found = Promise.promise();
            context.runOnContext(v -> finder.find().onComplete(found));
            assertThat(done(found.future())).containsExactly(new Node("127.0.0.1", port.get()));
        }
    }

    private static String answer(List<String> words, int port, AtomicInteger gone) {
        if (!words.get(0).equals("cluster")) {
            return "+OK";
        }
        if (words.get(1).equalsIgnoreCase("keyslot")) {
            return ":5";
        }
        return String.join(
                "\r\n",
                "*1",
                "*4",
                ":0",
                ":16383",
                "*2",
                "$9",
                "127.0.0.1",
                ":" + port,
                "*2",
                "$9",
                "127.0.0.1",
                ":" + gone.getAndIncrement());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }
}
