package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers which node serves now, all at once, and ranks what they say by how many say it: one that was cut off from the
 * others may still name the node that served before.
 */
final class MasterQuorum {
    private static final int MAX_UNDER_WAY = 8;

    private final NodeConnector connector;
    private final int asked;
    private final Map<Node, Integer> votes = new HashMap<>();
    private final Promise<List<Node>> result = Promise.promise();
    private @Nullable Throwable lastFailure;
    private int answered;

    private MasterQuorum(NodeConnector connector, int asked) {
        this.connector = connector;
        this.asked = asked;
    }

    /**
     * Asks; on the context.
     *
     * @param question what is asked on a connection; it fails where the server does not know
     * @return the nodes named, most votes first; fails if none is
     */
    static Future<List<Node>> ask(
            Context context,
            NodeConnector connector,
            Collection<Node> servers,
            Function<AuthenticatedConnection, Future<Node>> question) {
        MasterQuorum quorum = new MasterQuorum(connector, servers.size());
        servers.forEach(server -> quorum.ask(server, question)
                .onComplete(answer -> context.runOnContext(v -> quorum.onAnswer(answer.result(), answer.cause()))));
        return quorum.result.future();
    }

    private Future<Node> ask(Node server, Function<AuthenticatedConnection, Future<Node>> question) {
        return connector
                .connect(server, MAX_UNDER_WAY)
                .compose(session -> question.apply(session)
                        .timeout(connector.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .onComplete(answer -> session.close()));
    }

    private void onAnswer(@Nullable Node node, @Nullable Throwable failure) {
        answered++;
        if (node == null) {
            lastFailure = failure;
        } else if (votes.merge(node, 1, Integer::sum) > asked / 2) {
            result.tryComplete(ranked());
        }
        if (answered == asked) {
            finish();
        }
    }

    private void finish() {
        if (votes.isEmpty()) {
            result.tryFail(lastFailure == null ? new IllegalStateException("nobody was asked") : lastFailure);
        } else {
            result.tryComplete(ranked());
        }
    }

    private List<Node> ranked() {
        return votes.entrySet().stream()
                .sorted(Map.Entry.<Node, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
    }
}
