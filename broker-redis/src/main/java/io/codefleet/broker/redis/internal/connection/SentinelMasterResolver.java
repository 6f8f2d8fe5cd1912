package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks all Sentinels for the master; by the guidelines for Sentinel clients, its role is verified where it is entered. */
final class SentinelMasterResolver implements MasterResolver {
    private final Context context;
    private final RedisAddress address;
    private final NodeConnector sentinels;

    SentinelMasterResolver(Context context, RedisAddress address, NodeConnector sentinels) {
        this.context = context;
        this.address = address;
        this.sentinels = sentinels;
    }

    @Override
    public Future<List<Node>> find() {
        return MasterQuorum.ask(context, sentinels, address.nodes(), this::ask);
    }

    private Future<Node> ask(AuthenticatedConnection sentinel) {
        Request request =
                Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(address.master());
        return sentinel.connection().send(request).map(this::master);
    }

    private Node master(@Nullable Response answer) {
        if (answer == null || answer.size() < 2) {
            throw new BrokerRefusedException(
                    "the Sentinels at " + address + " know no master '" + address.master()
                            + "'; the path of the URI is the name that they monitor it by",
                    null);
        }
        return new Node(answer.get(0).toString(), answer.get(1).toInteger());
    }
}
