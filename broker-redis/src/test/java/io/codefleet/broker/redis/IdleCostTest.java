package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What workers that have nothing to do ask of Redis, counted by Redis and in heartbeats instead of seconds. */
class IdleCostTest {
    private static final int CLIENTS = 10;
    private static final int WORKERS = 100;
    private static final int HEARTBEATS = 12;

    @Test
    void anIdleWorkerAsksLittleMoreThanItsHeartbeats() {
        Vertx vertx = Vertx.vertx();
        try (RedisTestServer server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable())) {
            List<Future<?>> started = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                CodefleetClient client = get(Codefleet.connect(vertx, CodefleetOptions.of(server.uri())));
                for (int j = 0; j < WORKERS / CLIENTS; j++) {
                    WorkerOptions options = WorkerOptions.create().heartbeat(Duration.ofMillis(500));
                    started.add(client.worker(options)
                            .handleAny(attempt -> Future.succeededFuture(TaskResult.text("")))
                            .start());
                }
            }
            get(Future.all(started));
            long heartbeats = heartbeats(server);
            long scripts = calls(server, "evalsha");
            long waits = calls(server, "blpop");

            await().atMost(Duration.ofSeconds(60)).until(() -> heartbeats(server) - heartbeats >= WORKERS * HEARTBEATS);
            double perHeartbeat = (calls(server, "evalsha") - scripts) / (double) (heartbeats(server) - heartbeats);
            assertThat(perHeartbeat).as("scripts for each heartbeat").isBetween(1.0, 1.5);
            assertThat(calls(server, "blpop") - waits).as("waits for wake-ups").isLessThanOrEqualTo(WORKERS);
        } finally {
            get(vertx.close());
        }
    }

    /** Nothing but a heartbeat writes a hash in a fleet that is idle. */
    private static long heartbeats(RedisTestServer server) {
        return calls(server, "hset");
    }

    private static long calls(RedisTestServer server, String command) {
        Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
                .matcher(RedisConsole.text(server.port(), "INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
}
