package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.time.DurationText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a stream. A consumer is never said that a stream has ended, so the reader appends a marker and reads up to it. Blocks.
 */
final class StreamReader {
    private static final int PREFETCH = 64;

    private final Connection connection;
    private final RabbitNames names;
    private final Duration timeout;

    StreamReader(Connection connection, RabbitNames names, Duration timeout) {
        this.connection = connection;
        this.names = names;
        this.timeout = timeout;
    }

    /**
     * Part of a stream that was read.
     *
     * @param messages the messages, without markers
     * @param end the offset of the marker; -1 if the reader stopped before
     */
    record Part(List<StreamMessage> messages, long end) {}

    /** A delivery, or the fault that ended them; neither if the marker has come back, as the stream has no binding. */
    private record Event(
            @Nullable Delivery delivery, @Nullable Throwable fault) {
        boolean isReturn() {
            return delivery == null && fault == null;
        }
    }

    /** Reads from an offset to the end, or until it has this many bytes and at least one message. */
    Part read(String key, long from, long maxBytes) throws IOException, InterruptedException {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the connection has no channel left");
        }
        try {
            channel.basicQos(PREFETCH);
            String stream = names.queue(key);
            channel.addShutdownListener(cause -> events.add(new Event(null, cause)));
            channel.basicConsume(
                    stream,
                    false,
                    Map.of("x-stream-offset", from),
                    (tag, delivery) -> events.add(new Event(delivery, null)),
                    tag -> events.add(new Event(null, ended(stream))));
            channel.addReturnListener(returned -> events.add(new Event(null, null)));
            String marker = UUID.randomUUID().toString();
            publish(channel, key, marker);
            return collect(channel, key, events, marker, from, maxBytes);
        } finally {
            if (channel.isOpen()) {
                channel.abort();
            }
        }
    }

    private void publish(Channel channel, String key, String marker) throws IOException {
        channel.basicPublish(
                names.exchange(), key, true, StreamMessage.properties(StreamMessage.MARKER, marker), new byte[0]);
    }

    /**
     * Returns the exception for a consumer that the server has ended. The server does so when the stream is deleted, and also
     * when it cannot serve it any more.
     */
    private static BrokerUnavailableException ended(String stream) {
        return new BrokerUnavailableException("the server does not deliver the stream " + stream + " any more", null);
    }

    /** Returns the exception for a stream whose content is gone. */
    static MalformedDataException deleted(String stream) {
        return new MalformedDataException(
                "the stream " + stream, "it was deleted; restart the processes to begin an empty namespace", null);
    }

    private Part collect(
            Channel channel, String key, BlockingQueue<Event> events, String marker, long from, long maxBytes)
            throws IOException, InterruptedException {
        String stream = names.queue(key);
        List<StreamMessage> messages = new ArrayList<>();
        long bytes = 0;
        long deadline = System.nanoTime() + timeout.toNanos();
        while (messages.isEmpty() || bytes < maxBytes) {
            Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new BrokerUnavailableException(
                        "the server did not deliver a stream within " + DurationText.format(timeout), null);
            }
            if (event.isReturn()) {
                RabbitConnector.bind(channel, names, key);
                publish(channel, key, marker);
                continue;
            }
            if (event.fault() instanceof CodefleetException known) {
                throw known;
            }
            Delivery delivery = event.delivery();
            if (delivery == null) {
                throw new IOException("the stream could not be read", event.fault());
            }
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            StreamMessage message = StreamMessage.of(stream, delivery);
            if (message.is(StreamMessage.MARKER)) {
                if (message.id().equals(marker)) {
                    return new Part(messages, message.offset());
                }
            } else if (message.offset() >= from) {
                messages.add(message);
                bytes += message.body().length();
            }
        }
        return new Part(messages, -1);
    }
}
