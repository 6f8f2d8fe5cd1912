package io.codefleet.benchmarks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Submits tasks by HTTP to one server. */
final class HttpLoad {
    private static final int CONNECTIONS = 64;
    private static final int CREATED = 201;

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;

    HttpLoad(Vertx vertx, int port, String key, String prompt) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI("/api/v1/tasks")
                .putHeader("Authorization", "Bearer " + key)
                .putHeader("Content-Type", "application/json");
        this.body = new JsonObject().put("prompt", prompt).toBuffer();
    }

    /** Submits one task; completes with its answer. */
    Future<JsonObject> post() {
        return client.request(options)
                .compose(request -> request.send(body))
                .compose(response -> response.body().map(answer -> {
                    if (response.statusCode() != CREATED) {
                        throw new IllegalStateException("answered " + response.statusCode() + ": " + answer);
                    }
                    return answer.toJsonObject();
                }));
    }

    void close() {
        Benchmarks.get(client.close());
    }

    /** Keeps one request in flight on each connection; returns requests a second. */
    double rate(int requests) {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Promise<Void> done = Promise.promise();
        long start = System.nanoTime();
        // On one context, so that no part of an answer comes before its reader.
        vertx.runOnContext(v -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                next(requests, sent, answered, done);
            }
        });
        Benchmarks.get(done.future());
        return requests * 1e9 / (System.nanoTime() - start);
    }

    private void next(int requests, AtomicInteger sent, AtomicInteger answered, Promise<Void> done) {
        if (sent.getAndIncrement() >= requests) {
            return;
        }
        post().onFailure(done::tryFail).onSuccess(answer -> {
            if (answered.incrementAndGet() == requests) {
                done.tryComplete();
            } else {
                next(requests, sent, answered, done);
            }
        });
    }

    /** Calls at a set rate, whether or not earlier calls have ended; returns how long each took, in microseconds. */
    static Histogram paced(Vertx vertx, Supplier<Future<?>> call, int perSecond, int calls) {
        Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Promise<Void> done = Promise.promise();
        vertx.setPeriodic(1000 / perSecond, timer -> {
            // After a failure the caller closes what is called.
            if (done.future().isComplete() || sent.incrementAndGet() > calls) {
                vertx.cancelTimer(timer);
                return;
            }
            long start = System.nanoTime();
            call.get().onFailure(done::tryFail).onSuccess(answer -> {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
                if (ended.incrementAndGet() == calls) {
                    done.tryComplete();
                }
            });
        });
        Benchmarks.get(done.future());
        return micros;
    }
}
