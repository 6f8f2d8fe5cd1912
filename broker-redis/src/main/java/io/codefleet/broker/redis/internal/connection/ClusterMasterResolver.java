package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.error.BrokerUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks nodes of a Cluster for the master of the one slot that all keys of a namespace are in. The nodes that the last good answer
 * named are asked later, too, so that a client outlives the nodes of its URI; older answers are forgotten, as where addresses
 * change the dead ones would outnumber those that serve. Nodes of the URI are always among those asked.
 */
final class ClusterMasterResolver implements MasterResolver {
    /** Enough to outvote one that was cut off; others have their turn at the next attempt. */
    private static final int MAX_ASKED = 5;

    private final Context context;
    private final RedisAddress address;
    private final NodeConnector connector;
    private final String key;
    private List<Node> named = List.of();

    ClusterMasterResolver(Context context, RedisAddress address, NodeConnector connector, String key) {
        this.context = context;
        this.address = address;
        this.connector = connector;
        this.key = key;
    }

    @Override
    public Future<List<Node>> find() {
        return MasterQuorum.ask(context, connector, chosen(address.nodes(), named), this::ask);
    }

    /** Returns some nodes of the URI and some of those that the Cluster named, at random; all of them if they are few. */
    static Set<Node> chosen(List<Node> ofUri, List<Node> named) {
        List<Node> first = shuffled(ofUri);
        List<Node> second = shuffled(named);
        Set<Node> chosen = new LinkedHashSet<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            for (List<Node> nodes : List.of(first, second)) {
                if (i < nodes.size() && chosen.size() < MAX_ASKED) {
                    chosen.add(nodes.get(i));
                }
            }
        }
        return chosen;
    }

    private static List<Node> shuffled(List<Node> nodes) {
        List<Node> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled);
        return shuffled;
    }

    private Future<Node> ask(AuthenticatedConnection node) {
        Request slot = Request.cmd(Command.CLUSTER).arg("KEYSLOT").arg(key);
        Request slots = Request.cmd(Command.CLUSTER).arg("SLOTS");
        return node.connection()
                .send(slot)
                .compose(number ->
                        node.connection().send(slots).map(ranges -> master(node.node(), number.toInteger(), ranges)));
    }

    private Node master(Node asked, int slot, Response ranges) {
        Set<Node> all = new LinkedHashSet<>();
        for (Response range : ranges) {
            for (int i = 2; i < range.size(); i++) {
                all.add(node(asked, range.get(i)));
            }
        }
        for (Response range : ranges) {
            if (range.get(0).toInteger() <= slot && slot <= range.get(1).toInteger()) {
                named = List.copyOf(all);
                return node(asked, range.get(2));
            }
        }
        throw new BrokerUnavailableException(
                "Redis at " + address + " cannot serve now: no node of the Cluster has slot " + slot
                        + ", in which the keys of the namespace are",
                null);
    }

    /** Returns the node of an answer. A node that does not know its own name has the host at which it was asked. */
    private static Node node(Node asked, Response answer) {
        Response host = answer.get(0);
        boolean isNamed =
                host != null && !host.toString().isEmpty() && !host.toString().equals("?");
        return new Node(isNamed ? host.toString() : asked.host(), answer.get(1).toInteger());
    }
}
