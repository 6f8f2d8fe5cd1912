package io.codefleet.control.api;

import io.vertx.core.Future;

/** Serves one operation of the contract. What it throws or fails with becomes a problem. */
@FunctionalInterface
interface Operation {
    Future<ApiReply> serve(ApiCall call);
}
