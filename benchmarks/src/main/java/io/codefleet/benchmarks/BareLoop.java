package io.codefleet.benchmarks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Lower bound of the cost of the same work: submit, claim and complete as three plain scripts, pipelined on the same Redis client,
 * without a library around them — no retries, capabilities, time limits, followers or JSON.
 */
final class BareLoop implements AutoCloseable {
    private static final String RESULT = "{\"text\":\"\"}";

    private final Redis redis;
    private final RedisConnection connection;
    private final String prompt;
    private final String submit;
    private final String claim;
    private final String complete;
    /** Where single tasks are. */
    private final String single = namespace();

    BareLoop(Vertx vertx, String uri, String prompt) {
        this.redis = Redis.createClient(
                vertx, new RedisOptions().setConnectionString(uri).setMaxWaitingHandlers(200_000));
        this.connection = Benchmarks.get(redis.connect());
        this.prompt = prompt;
        this.submit = load("bare-submit.lua");
        this.claim = load("bare-claim.lua");
        this.complete = load("bare-complete.lua");
    }

    private String load(String script) {
        try (InputStream in = BareLoop.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + script);
            }
            String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Benchmarks.get(send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(source)))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Request call(String script, String prefix) {
        return Request.cmd(Command.EVALSHA).arg(script).arg(1).arg(prefix);
    }

    private static String namespace() {
        return "bare:{" + UUID.randomUUID() + "}:";
    }

    /**
     * Returns the number of tasks a second, with a given number of tasks between submit and completion, and in one
     * call.
     */
    double rate(int window, int batch, int tasks) {
        String prefix = namespace();
        return rate(window, batch, tasks, () -> lifecycle(prefix, batch));
    }

    /** Returns the number of tasks a second that are only submitted. */
    double bulk(int window, int batch, int tasks) {
        String prefix = namespace();
        return rate(window, batch, tasks, () -> submit(prefix, batch));
    }

    /** Submits, claims and completes one task. */
    Future<Response> one() {
        return lifecycle(single, 1);
    }

    private Future<Response> lifecycle(String prefix, int batch) {
        return submit(prefix, batch)
                .compose(submitted -> send(call(claim, prefix).arg(batch).arg(30_000)))
                .compose(claimed -> complete(prefix, claimed));
    }

    /** Keeps steps under way that each answer how many tasks they were for. */
    private static double rate(int window, int batch, int tasks, Supplier<Future<Response>> begin) {
        Promise<Void> done = Promise.promise();
        int[] counts = new int[2];
        long start = System.nanoTime();
        for (int i = 0; i < Math.max(1, window / batch); i++) {
            step(batch, tasks, counts, done, begin);
        }
        Benchmarks.get(done.future());
        return tasks * 1e9 / (System.nanoTime() - start);
    }

    private static void step(int batch, int tasks, int[] counts, Promise<Void> done, Supplier<Future<Response>> begin) {
        if (counts[0] >= tasks) {
            return;
        }
        counts[0] += batch;
        begin.get().onFailure(done::tryFail).onSuccess(completed -> {
            counts[1] += Objects.requireNonNull(completed.toInteger());
            if (counts[1] >= tasks) {
                done.tryComplete();
            } else {
                step(batch, tasks, counts, done, begin);
            }
        });
    }

    private Future<Response> submit(String prefix, int batch) {
        Request request = call(submit, prefix);
        for (int i = 0; i < batch; i++) {
            request.arg(UUID.randomUUID().toString()).arg(prompt);
        }
        return send(request);
    }

    private Future<Response> complete(String prefix, Response claimed) {
        Request request = call(complete, prefix);
        for (int i = 0; i < claimed.size(); i += 3) {
            request.arg(claimed.get(i).toString())
                    .arg(claimed.get(i + 1).toString())
                    .arg(RESULT);
        }
        return send(request);
    }

    /** Sends a request. The response is never null, as none of these commands answers with nil. */
    private Future<Response> send(Request request) {
        return connection.send(request).map(response -> Objects.requireNonNull(response));
    }

    @Override
    public void close() {
        redis.close();
    }
}
