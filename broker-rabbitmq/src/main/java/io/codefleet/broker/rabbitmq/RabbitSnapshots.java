package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The snapshots of a namespace: a stream for the pieces of each, and one stream that says which are begun and which are complete. All
 * methods block and run on one thread.
 */
final class RabbitSnapshots {
    /** Behind so many messages a manifest is stored again, long before its segment is deleted. */
    private static final long MAX_DISTANCE = 1000;

    private final RabbitClient client;
    private final RabbitNames names;
    private String cachedSnapshot = "";
    private int cachedNumber;
    private long cachedOffset;
    /** Where the stream of the manifests ended when it was last read. */
    private long end;

    RabbitSnapshots(RabbitClient client) {
        this.client = client;
        this.names = client.names();
    }

    void putPiece(String snapshot, int number, Buffer piece)
            throws IOException, InterruptedException, TimeoutException {
        String key = RabbitNames.snapshot(snapshot);
        if (number == 0) {
            store(RabbitNames.MANIFESTS, StreamMessage.BEGUN, snapshot, Buffer.buffer());
            try (Channel channel = client.connection().createChannel()) {
                RabbitConnector.declareStream(channel, names, key);
            }
        }
        store(key, StreamMessage.PIECE, Integer.toString(number), piece);
    }

    private void store(String key, String type, String id, Buffer body)
            throws IOException, InterruptedException, TimeoutException {
        client.checkAlarm();
        try (Channel channel = client.connection().createChannel()) {
            channel.confirmSelect();
            AtomicBoolean returned = new AtomicBoolean();
            channel.addReturnListener(message -> returned.set(true));
            publish(channel, key, StreamMessage.properties(type, id), body);
            if (returned.getAndSet(false)) {
                RabbitConnector.bind(channel, names, key);
                publish(channel, key, StreamMessage.properties(type, id), body);
            }
            if (returned.get()) {
                throw new IOException("the server does not bind the stream " + names.queue(key));
            }
        }
    }

    /** Publishes a message. The server returns one that has no way before it confirms it. */
    private void publish(Channel channel, String key, BasicProperties properties, Buffer body)
            throws IOException, InterruptedException, TimeoutException {
        channel.basicPublish(names.exchange(), key, true, properties, body.getBytes());
        channel.waitForConfirmsOrDie(client.address().timeout().toMillis());
    }

    Buffer piece(String snapshot, int number) throws IOException, InterruptedException {
        boolean goesOn = cachedSnapshot.equals(snapshot) && cachedNumber < number;
        long from = goesOn ? cachedOffset : 0;
        String id = Integer.toString(number);
        while (true) {
            StreamReader.Part part = read(snapshot, from);
            for (StreamMessage message : part.messages()) {
                from = message.offset() + 1;
                if (message.is(StreamMessage.PIECE) && message.id().equals(id)) {
                    cachedSnapshot = snapshot;
                    cachedNumber = number;
                    cachedOffset = from;
                    return message.body();
                }
            }
            if (part.end() >= 0) {
                throw new MalformedDataException("snapshot " + snapshot, "piece " + number + " is missing", null);
            }
        }
    }

    private StreamReader.Part read(String snapshot, long from) throws IOException, InterruptedException {
        try {
            return client.read(RabbitNames.snapshot(snapshot), from, 1);
        } catch (IOException e) {
            if (RabbitFailures.isMissing(e)) {
                throw new MalformedDataException("snapshot " + snapshot, "its stream is missing", e);
            }
            throw e;
        }
    }

    void putManifest(SnapshotManifest manifest) throws IOException, InterruptedException, TimeoutException {
        List<StreamMessage> before = history();
        Optional<SnapshotManifest> newest = newest(before);
        if (newest.isPresent() && newest.get().position() > manifest.position()) {
            return;
        }
        store(RabbitNames.MANIFESTS, StreamMessage.MANIFEST, manifest.snapshot(), manifest.encode());
        deleteOlder(before, manifest.snapshot());
    }

    /** Deletes what was begun before this snapshot: what was begun later may be the work of a later leader. */
    private void deleteOlder(List<StreamMessage> history, String kept) throws IOException, TimeoutException {
        Set<String> older = new HashSet<>();
        for (StreamMessage message : history) {
            if (message.id().equals(kept)) {
                break;
            }
            older.add(message.id());
        }
        older.remove(kept);
        try (Channel channel = client.connection().createChannel()) {
            for (String snapshot : older) {
                channel.queueDelete(names.queue(RabbitNames.snapshot(snapshot)));
            }
        }
    }

    Optional<SnapshotManifest> manifest() throws IOException, InterruptedException, TimeoutException {
        List<StreamMessage> history = history();
        Optional<SnapshotManifest> newest = newest(history);
        if (newest.isPresent()) {
            String name = newest.get().snapshot();
            long at = history.stream()
                    .filter(message ->
                            message.is(StreamMessage.MANIFEST) && message.id().equals(name))
                    .mapToLong(StreamMessage::offset)
                    .max()
                    .orElse(0);
            if (end - at > MAX_DISTANCE) {
                store(
                        RabbitNames.MANIFESTS,
                        StreamMessage.MANIFEST,
                        name,
                        newest.get().encode());
            }
        }
        return newest;
    }

    private List<StreamMessage> history() throws IOException, InterruptedException {
        StreamReader.Part part = client.read(RabbitNames.MANIFESTS, 0, Long.MAX_VALUE);
        end = part.end();
        return part.messages();
    }

    private static Optional<SnapshotManifest> newest(List<StreamMessage> history) {
        Optional<SnapshotManifest> newest = Optional.empty();
        for (StreamMessage message : history) {
            if (message.is(StreamMessage.MANIFEST)) {
                SnapshotManifest manifest =
                        SnapshotManifest.decode("the manifest of snapshot " + message.id(), message.body());
                if (newest.isEmpty() || newest.get().position() <= manifest.position()) {
                    newest = Optional.of(manifest);
                }
            }
        }
        return newest;
    }
}
