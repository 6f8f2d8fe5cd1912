package io.codefleet.launcher.opencode;

import io.codefleet.AttemptException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The way to one run of a server: requests to it, and its events. Ends with that run. */
final class ServerLink {
    private final OpenCodeClient client;
    private final EventRouter router = new EventRouter();
    private final EventStream events;

    private ServerLink(Vertx vertx, ServerAddress address, OpenCodeClient client) {
        this.client = client;
        this.events = new EventStream(vertx, address, router::event);
    }

    /** Begins to listen to a server's events. Is called on the context that the turns are confined to. */
    static ServerLink open(Vertx vertx, ServerAddress address, OpenCodeClient client) {
        ServerLink link = new ServerLink(vertx, address, client);
        link.events.open();
        return link;
    }

    OpenCodeClient client() {
        return client;
    }

    EventRouter router() {
        return router;
    }

    /** The server is gone: ends the turns that it had. */
    void lost(String why) {
        events.close();
        router.turns().forEach(turn -> turn.lost(AttemptException.transientFault(why)));
    }

    Future<Void> close() {
        events.close();
        return client.close();
    }
}
