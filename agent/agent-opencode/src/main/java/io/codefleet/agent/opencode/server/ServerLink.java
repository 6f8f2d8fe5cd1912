package io.codefleet.agent.opencode.server;

import io.codefleet.AttemptException;
import io.codefleet.agent.opencode.client.EventRouter;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.codefleet.agent.opencode.client.ServerEventStream;
import io.codefleet.agent.opencode.client.SessionListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;

/** The way to one run of a server: requests to it, and its events. Ends with that run. */
public final class ServerLink {
    private final ServerAddress address;
    private final OpenCodeClient client;
    private final EventRouter router = new EventRouter();
    private final ServerEventStream events;
    private final Optional<IdleFolders> folders;

    private ServerLink(Vertx vertx, ServerAddress address, OpenCodeClient client, Optional<IdleFolders> folders) {
        this.address = address;
        this.client = client;
        this.folders = folders;
        this.events = new ServerEventStream(vertx, address, router::event);
    }

    /**
     * Begins to listen to a server's events. Is called on the context that the turns are confined to.
     *
     * @param folders where the server is ours alone
     */
    static ServerLink open(Vertx vertx, ServerAddress address, OpenCodeClient client, Optional<IdleFolders> folders) {
        ServerLink link = new ServerLink(vertx, address, client, folders);
        link.events.open();
        return link;
    }

    /** Returns where the server is. */
    ServerAddress address() {
        return address;
    }

    public OpenCodeClient client() {
        return client;
    }

    public EventRouter router() {
        return router;
    }

    /** Begins to deliver the events of a session to its turn. */
    public void enter(String session, String folder, SessionListener turn) {
        router.enter(session, turn);
        folders.ifPresent(each -> each.enter(folder));
    }

    /**
     * Removes a turn that has ended. Completes when the processes that it left running in the folder have ended, too;
     * never fails.
     */
    public Future<Void> leave(String folder, SessionListener turn) {
        router.leave(turn);
        return folders.map(each -> each.leave(folder)).orElseGet(Future::succeededFuture);
    }

    /** Ends what agents left running in a folder; completes when it has ended. Never fails. */
    public Future<Void> endStrays(Path folder) {
        return folders.map(each -> each.endStrays(folder.toString())).orElse(Future.succeededFuture());
    }

    /**
     * Ends the turns of a server that has ended or is being ended.
     *
     * @param gone completes when nothing of it is left; only then do the turns say that they have failed
     */
    void lost(String why, Future<Void> gone) {
        stop();
        router.turns().forEach(turn -> turn.lost(AttemptException.transientFault(why), gone));
    }

    /** Aborts the running turns; completes when they have stopped. Never fails. */
    Future<Void> abortTurns() {
        return Future.join(router.turns().stream().map(SessionListener::abort).toList())
                .transform(aborted -> Future.succeededFuture());
    }

    Future<Void> close() {
        stop();
        return client.close();
    }

    private void stop() {
        events.close();
        folders.ifPresent(IdleFolders::close);
    }
}
