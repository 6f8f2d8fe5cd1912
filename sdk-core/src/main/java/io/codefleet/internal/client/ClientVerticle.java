package io.codefleet.internal.client;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** Gives a client an event-loop context of its own, whatever thread it is connected from. */
final class ClientVerticle extends VerticleBase {
    Vertx vertx() {
        return vertx;
    }

    Context context() {
        return context;
    }
}
