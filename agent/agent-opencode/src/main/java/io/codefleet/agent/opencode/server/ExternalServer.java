package io.codefleet.agent.opencode.server;

import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that somebody else runs: it is only used, neither started nor ended. */
public final class ExternalServer implements OpenCodeServer {
    private static final Logger log = LoggerFactory.getLogger(ExternalServer.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ServerLink link;

    private ExternalServer(ServerLink link) {
        this.link = link;
    }

    /** Completes when the server has answered. */
    public static Future<OpenCodeServer> find(Vertx vertx, URI url, OpenCodeSettings settings) {
        ServerAddress address = ServerAddress.of(url, settings.username(), settings.password());
        OpenCodeClient client = new OpenCodeClient(vertx, address);
        return Readiness.of(vertx, client, address, LIMIT)
                .map(version -> {
                    ServerVersion.check(version, settings.server().strictVersion());
                    log.atInfo()
                            .addKeyValue("server", address)
                            .addKeyValue("version", version)
                            .log("OpenCode found");
                    return new ExternalServer(ServerLink.open(vertx, address, client, Optional.empty()));
                })
                .onFailure(e -> client.close())
                .map(server -> server);
    }

    @Override
    public Future<ServerLink> link(Agent.Turn turn, Optional<String> session) {
        return Future.succeededFuture(link);
    }

    @Override
    public List<ServerLink> links() {
        return List.of(link);
    }

    /** Returns unknown vitals, as the operator of the external server monitors it. */
    @Override
    public AgentVitals vitals() {
        return AgentVitals.UNKNOWN;
    }

    /** Ends what the server does for this worker. The server itself keeps running. */
    @Override
    public Future<Void> close() {
        return link.abortTurns().eventually(link::close).otherwiseEmpty();
    }
}
