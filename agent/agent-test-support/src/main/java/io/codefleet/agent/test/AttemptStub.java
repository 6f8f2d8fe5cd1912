package io.codefleet.agent.test;

import io.codefleet.Attempt;
import io.codefleet.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** An attempt that a test holds in its hand. */
public final class AttemptStub implements Attempt {
    public final Promise<StopReason> stop = Promise.promise();
    public final CompletableFuture<String> published = new CompletableFuture<>();
    public final List<String> progress = new CopyOnWriteArrayList<>();
    private final Task task;

    public AttemptStub(Task task) {
        this.task = task;
    }

    @Override
    public Task task() {
        return task;
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String workerId() {
        return "w";
    }

    @Override
    public void progress(String kind, String text, Map<String, ?> data) {
        progress.add(kind + ": " + text);
        published.complete(text);
    }

    @Override
    public Future<Void> checkpoint(Map<String, ?> state) {
        return Future.succeededFuture();
    }

    @Override
    public Optional<Map<String, Object>> lastCheckpoint() {
        return Optional.empty();
    }

    @Override
    public Future<StopReason> stopRequested() {
        return stop.future();
    }
}
