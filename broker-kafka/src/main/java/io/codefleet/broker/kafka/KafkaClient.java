package io.codefleet.broker.kafka;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one process to the servers. None of its methods blocks: what blocks in the client library runs on threads of its
 * own. Failures are those of Codefleet, but for those of {@link #admin}. Safe for use by several threads; answers come on the
 * context.
 */
final class KafkaClient {
    private final Vertx vertx;
    private final Context context;
    private final String server;
    private final KafkaSettings settings;
    private final String clientId;
    private final Admin admin;
    private final KafkaSender messenger;
    private final KafkaSender appender;
    private final TopicReader reader;
    private final List<TopicListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile Consumer<BrokerRefusedException> refusalHandler = refusal -> {};

    private KafkaClient(
            Vertx vertx, Context context, KafkaAddress address, KafkaSettings settings, String clientId, Admin admin) {
        this.vertx = vertx;
        this.context = context;
        this.server = address.toString();
        this.settings = settings;
        this.clientId = clientId;
        this.admin = admin;
        this.messenger = new KafkaSender(settings.messenger(clientId));
        this.appender = new KafkaSender(settings.appender(clientId + "-log"));
        this.reader = new TopicReader(settings.reader(clientId + "-reader"), settings.answer());
    }

    /** Makes a client; nothing is sent yet. */
    static Future<KafkaClient> open(Vertx vertx, Context context, KafkaAddress address, Duration answer) {
        return open(vertx, context, address, answer, Admin::create);
    }

    static Future<KafkaClient> open(
            Vertx vertx,
            Context context,
            KafkaAddress address,
            Duration answer,
            Function<Map<String, Object>, Admin> admins) {
        return vertx.executeBlocking(
                () -> {
                    KafkaSettings settings = KafkaSettings.of(address, answer);
                    String id = UUID.randomUUID().toString();
                    try {
                        Admin admin = admins.apply(settings.admin(id));
                        return new KafkaClient(vertx, context, address, settings, id, admin);
                    } catch (RuntimeException e) {
                        throw KafkaFailures.unmade(address.toString(), e);
                    }
                },
                false);
    }

    String clientId() {
        return clientId;
    }

    String server() {
        return server;
    }

    Duration answer() {
        return settings.answer();
    }

    boolean isClosed() {
        return closed;
    }

    ClosedException closedFailure() {
        return new ClosedException("the broker at " + server);
    }

    /** Sets the handler that is called, on the context, when a right is missing for messages. */
    void refusalHandler(Consumer<BrokerRefusedException> handler) {
        refusalHandler = handler;
    }

    // ---- futures

    /** Completes with an answer on the context, or fails with an exception of Codefleet. */
    private <T> Future<T> answered(Supplier<Future<T>> ask) {
        return raw(ask).recover(failure -> Future.failedFuture(typed(failure)));
    }

    CodefleetException typed(Throwable failure) {
        return closed ? closedFailure() : KafkaFailures.typed(server, failure);
    }

    /** Completes with an answer on the context, or fails with the exception of the client library. */
    private <T> Future<T> raw(Supplier<Future<T>> ask) {
        if (closed) {
            return Future.failedFuture(closedFailure());
        }
        Promise<T> promise = Promise.promise();
        ask.get().onComplete(done -> context.runOnContext(v -> promise.handle(done)));
        return promise.future();
    }

    /** Calls the administration of the servers; the failure is that of the client library. */
    <T> Future<T> admin(Function<Admin, KafkaFuture<T>> question) {
        return raw(() -> {
            Promise<T> promise = Promise.promise();
            try {
                KafkaFuture<T> unused = question.apply(admin).whenComplete((answer, failure) -> {
                    if (failure == null) {
                        promise.complete(answer);
                    } else {
                        promise.fail(KafkaFailures.cause(failure));
                    }
                });
            } catch (RuntimeException e) {
                promise.fail(e);
            }
            return promise.future();
        });
    }

    Future<Void> pause(Duration time) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(time.toMillis(), v -> promise.complete());
        return promise.future();
    }

    private <T> Future<T> blocking(Callable<T> step) {
        return vertx.executeBlocking(step, false);
    }

    Future<Void> onContext(Runnable step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            step.run();
            done.complete();
        });
        return done.future();
    }

    // ---- records

    /** Stores a record on as many servers as the topic asks for. */
    Future<RecordMetadata> store(ProducerRecord<byte[], byte[]> record) {
        return answered(() -> {
            Promise<RecordMetadata> promise = Promise.promise();
            long timer = vertx.setTimer(
                    answer().toMillis(),
                    late -> promise.tryFail(new TimeoutException(
                            "no answer to an append came within " + DurationText.format(answer()))));
            appender.send(record).onComplete(done -> {
                vertx.cancelTimer(timer);
                if (done.succeeded()) {
                    promise.tryComplete(done.result());
                } else {
                    promise.tryFail(done.cause());
                }
            });
            return promise.future();
        });
    }

    /** Reads records as {@link TopicReader#read} does, within the time of one answer. */
    Future<List<ConsumerRecord<byte[], byte[]>>> read(TopicPartition partition, long from, int maxBytes) {
        return read(partition, from, maxBytes, reader.deadline());
    }

    private Future<List<ConsumerRecord<byte[], byte[]>>> read(
            TopicPartition partition, long from, int maxBytes, long deadline) {
        return answered(() -> reader.read(partition, from, maxBytes, deadline));
    }

    /** Returns all records of a partition, within the time of one answer. */
    Future<List<ConsumerRecord<byte[], byte[]>>> readAll(TopicPartition partition) {
        return readOn(partition, 0, new ArrayList<>(), reader.deadline());
    }

    private Future<List<ConsumerRecord<byte[], byte[]>>> readOn(
            TopicPartition partition, long from, List<ConsumerRecord<byte[], byte[]>> all, long deadline) {
        return read(partition, from, Integer.MAX_VALUE, deadline).compose(some -> {
            all.addAll(some);
            return some.isEmpty()
                    ? Future.succeededFuture(all)
                    : readOn(partition, some.get(some.size() - 1).offset() + 1, all, deadline);
        });
    }

    Future<Long> end(TopicPartition partition) {
        return answered(() -> reader.end(partition));
    }

    // ---- messages

    /** Sends a message, which may be lost; the future completes when a server has it. */
    Future<Void> publish(TopicPartition to, byte @Nullable [] key, byte[] message) {
        return answered(() -> messenger.send(new ProducerRecord<>(to.topic(), to.partition(), key, message)))
                .onFailure(failure -> {
                    if (failure instanceof BrokerRefusedException refusal) {
                        refusalHandler.accept(refusal);
                    }
                })
                .mapEmpty();
    }

    /** Subscribes to partitions from the time that the future completes; the handler runs on the context. */
    Future<TopicListener> listen(
            String what, Map<TopicPartition, Integer> partitions, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        return blocking(() -> {
                    try {
                        TopicListener listener = new TopicListener(
                                settings.listener(clientId + "-" + what),
                                answer(),
                                records -> context.runOnContext(v -> records.forEach(handler)),
                                this::unheard);
                        listeners.add(listener);
                        return listener;
                    } catch (RuntimeException e) {
                        throw KafkaFailures.unmade(server, e);
                    }
                })
                .compose(listener -> answered(() -> listener.start(partitions))
                        .map(listener)
                        .recover(failure -> unlisten(listener).transform(closed -> Future.failedFuture(failure))));
    }

    private void unheard(RuntimeException failure) {
        if (!closed && typed(failure) instanceof BrokerRefusedException refusal) {
            context.runOnContext(v -> refusalHandler.accept(refusal));
        }
    }

    Future<Void> unlisten(TopicListener listener) {
        return listeners.remove(listener) ? listener.close() : Future.succeededFuture();
    }

    /** Sends what waits and ends the connections. */
    Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        List<Future<Void>> parts = new ArrayList<>(List.of(messenger.close(), appender.close(), reader.close()));
        listeners.forEach(listener -> parts.add(unlisten(listener)));
        parts.add(vertx.executeBlocking(
                () -> {
                    admin.close(Duration.ZERO);
                    return null;
                },
                false));
        return Future.join(parts).transform(done -> Future.succeededFuture());
    }
}
