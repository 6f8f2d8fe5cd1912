package io.codefleet.control.server;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnContextTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        get(vertx.close().map(true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theResultOfAnotherThreadComesToTheContextThatAsked(boolean succeeds) {
        Promise<String> asked = Promise.promise();
        Future<String> seen = seen(asked.future());
        new Thread(() -> end(asked, succeeds)).start();
        assertThat(get(seen)).isEqualTo("own " + succeeds);
    }

    @Test
    void aResultThatAnotherContextHasComesToTheContextThatAsked() {
        Future<String> there = vertx.timer(1, TimeUnit.MILLISECONDS).map("x");
        get(there);
        assertThat(get(seen(there))).isEqualTo("own true");
    }

    private static void end(Promise<String> asked, boolean succeeds) {
        if (succeeds) {
            asked.complete("x");
        } else {
            asked.fail("none");
        }
    }

    /** Returns where and how the result comes. */
    private Future<String> seen(Future<String> asked) {
        Promise<String> seen = Promise.promise();
        vertx.runOnContext(start -> {
            Context own = Vertx.currentContext();
            OwnContext.of(vertx, asked)
                    .onComplete(done ->
                            seen.complete((Vertx.currentContext() == own ? "own " : "other ") + done.succeeded()));
        });
        return seen.future();
    }
}
