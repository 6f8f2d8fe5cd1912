package io.codefleet.internal.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.broker.Broker;
import io.codefleet.broker.FollowReply;
import io.codefleet.broker.SubmitReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmitterTest {
    /** More than the client expects outcomes of at once. */
    private static final int MANY = 70_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Broker broker = accepting();
    private final OutcomeWaiter outcomes = new OutcomeWaiter(context, broker);
    private final BrokerLink link = new BrokerLink(broker);
    private final Submitter submitter = new Submitter(
            context,
            broker,
            link,
            new TaskAccess(link, outcomes, new ProgressHub(context, broker)),
            new MaintenanceLoop(vertx, context, broker),
            new SubmitInterceptors(List.of()));

    /** Returns a broker that accepts tasks, and notes of which it is asked whether they have ended. */
    @SuppressWarnings("unchecked")
    private Broker accepting() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("submit")) {
                        int count = ((List<Task>) arguments[0]).size();
                        List<SubmitReply> replies = IntStream.range(0, count)
                                .<SubmitReply>mapToObj(i -> SubmitReply.Accepted.INSTANCE)
                                .toList();
                        Promise<List<SubmitReply>> later = Promise.promise();
                        context.runOnContext(v -> later.complete(replies));
                        return later.future();
                    }
                    asked.addAll((Collection<String>) arguments[0]);
                    return Future.succeededFuture(new FollowReply(List.of(), Set.of()));
                });
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }

    /** Returns how many tasks are waited for, once all is done that was begun before. */
    private int waiting() throws Exception {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        context.runOnContext(v -> context.runOnContext(w -> count.complete(outcomes.waiting())));
        return count.get(60, SECONDS);
    }

    @Test
    void noOutcomeIsAskedForAfterManyTasksWaitedToBeSent() throws Exception {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            List<Future<TaskHandle>> submits = IntStream.range(0, MANY)
                    .mapToObj(i -> submitter.submit(Task.of("x")).onSuccess(TaskHandle::outcome))
                    .toList();
            Future.all(submits).<Void>mapEmpty().onComplete(done);
        });
        get(done.future());
        assertThat(waiting()).isEqualTo(MANY);
        assertThat(asked).isEmpty();
    }
}
