package io.codefleet.mcp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Requests of one connection that have no answer yet, by their ids. Its methods may be called from any thread. */
final class OpenRequests {
    private final Map<Object, Promise<Void>> open = new ConcurrentHashMap<>();

    /**
     * Registers a request until its work ends.
     *
     * @return completes if the client cancels the request, and at the end of its work
     */
    Future<Void> begin(@Nullable Object id, Future<?> work) {
        Promise<Void> given = Promise.promise();
        if (id != null) {
            open.put(id, given);
        }
        work.onComplete(ended -> {
            if (id != null) {
                open.remove(id, given);
            }
            given.tryComplete();
        });
        return given.future();
    }

    /** Gives a request up: nobody waits for its answer any more. One that is not open is ignored. */
    void cancel(@Nullable Object id) {
        Promise<Void> given = id == null ? null : open.remove(id);
        if (given != null) {
            given.tryComplete();
        }
    }
}
