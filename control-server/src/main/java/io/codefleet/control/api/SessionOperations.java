package io.codefleet.control.api;

import io.codefleet.control.auth.Authenticator;
import io.vertx.core.Future;
import java.util.Map;

/** The operations by which a browser signs in and out. */
final class SessionOperations {
    private final Authenticator authenticator;

    SessionOperations(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    Map<String, Operation> operations() {
        return Map.of("signIn", this::signIn, "signOut", this::signOut);
    }

    private Future<ApiReply> signIn(ApiCall call) {
        String key = call.body().getString("key");
        return authenticator.signIn(call.context().request(), key).map(valid -> {
            if (!valid) {
                throw new ProblemException(
                        Problem.of(ProblemKind.UNAUTHENTICATED, "The API key is unknown, expired or revoked."));
            }
            return ApiReply.empty();
        });
    }

    private Future<ApiReply> signOut(ApiCall call) {
        authenticator.signOut(call.context().request());
        return Future.succeededFuture(ApiReply.empty());
    }
}
