package io.codefleet.agent.opencode.server;

import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pool of servers. Each turn goes to the server with the fewest turns, and a server that dies fails only its own turns.
 * Confined to one context.
 */
public final class ServerPool implements OpenCodeServer {
    private static final Comparator<Supervisor> READIEST =
            Comparator.comparing(Supervisor::isUp).reversed().thenComparing(Supervisor::turns);

    private final List<Supervisor> servers;

    private ServerPool(List<Supervisor> servers) {
        this.servers = servers;
    }

    /**
     * Returns a pool of servers that are being started. If one start fails, the pool ends the other servers, and the
     * future fails with that error.
     */
    public static Future<OpenCodeServer> of(List<Future<Supervisor>> starting) {
        return Future.join(starting).transform(started -> {
            List<Supervisor> running = starting.stream()
                    .filter(Future::succeeded)
                    .map(Future::result)
                    .toList();
            ServerPool pool = new ServerPool(running);
            return started.succeeded()
                    ? Future.<OpenCodeServer>succeededFuture(pool)
                    : pool.close().transform(closed -> Future.failedFuture(started.cause()));
        });
    }

    @Override
    public Future<ServerLink> link(Agent.Turn turn, Optional<String> session) {
        return session.isEmpty() || servers.size() == 1
                ? readiest().link(turn, session)
                : holder(session.get()).compose(server -> server.link(turn, session));
    }

    private Supervisor readiest() {
        return servers.stream().min(READIEST).orElseThrow();
    }

    private Future<Supervisor> holder(String session) {
        List<Future<Boolean>> asked =
                servers.stream().map(server -> server.has(session)).toList();
        return Future.all(asked)
                .map(answered -> IntStream.range(0, servers.size())
                        .filter(i -> asked.get(i).result())
                        .mapToObj(servers::get)
                        .findFirst()
                        .orElseGet(this::readiest));
    }

    @Override
    public List<ServerLink> links() {
        return servers.stream().flatMap(server -> server.links().stream()).toList();
    }

    @Override
    public AgentVitals vitals() {
        return servers.stream().map(Supervisor::vitals).reduce(AgentVitals.NONE, AgentVitals::plus);
    }

    @Override
    public Future<Void> close() {
        return Future.join(servers.stream().map(Supervisor::close).toList())
                .transform(closed -> Future.succeededFuture());
    }
}
