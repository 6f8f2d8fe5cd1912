package io.codefleet.broker.nats;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the two streams of a namespace where they are missing, and refuses streams that would not keep the log. */
final class NatsStreams {
    static final int LAYOUT = 1;
    private static final Pattern DESCRIPTION = Pattern.compile("Codefleet, layout (\\d{1,9})");
    /** What a stream must have, lest the server deletes records on its own. */
    private static final Map<String, Object> REQUIRED = Map.of(
            "retention",
            "limits",
            "discard",
            "new",
            "storage",
            "file",
            "max_age",
            0,
            "max_msgs",
            -1,
            "allow_direct",
            true);

    private final NatsClient client;
    private final String namespace;
    private final NatsNames names;
    private final OptionalInt replicas;

    NatsStreams(NatsClient client, String namespace, NatsNames names, OptionalInt replicas) {
        this.client = client;
        this.namespace = namespace;
        this.names = names;
        this.replicas = replicas;
    }

    /** Opens both; the future has the time at which the one of the log was made. */
    Future<String> open() {
        return open(names.snapshotStream(), 1, List.of(names.snapshots(), names.manifest()))
                .compose(done -> open(names.logStream(), -1, List.of(names.log())))
                .map(info -> info.getString("created"))
                .recover(failure -> Future.failedFuture(typed(failure)));
    }

    private Future<JsonObject> open(String stream, int perSubject, List<String> subjects) {
        return info(client, stream)
                .recover(failure -> JetStreamException.is(failure, JetStreamException.STREAM_NOT_FOUND)
                        ? make(stream, perSubject, subjects)
                        : Future.failedFuture(failure))
                .compose(info -> {
                    check(stream, info.getJsonObject("config"), perSubject, subjects);
                    return Future.succeededFuture(info);
                });
    }

    static Future<JsonObject> info(NatsClient client, String stream) {
        return client.api("STREAM.INFO." + stream, new JsonObject());
    }

    /** Deletes the messages before a position. The servers take 1 for no position, and would delete all. */
    static Future<Void> purge(NatsClient client, String stream, long before, JsonObject which) {
        return before <= 1
                ? Future.succeededFuture()
                : client.api("STREAM.PURGE." + stream, which.put("seq", before)).mapEmpty();
    }

    private Future<JsonObject> make(String stream, int perSubject, List<String> subjects) {
        JsonObject config = new JsonObject()
                .put("name", stream)
                .put("description", "Codefleet, layout " + LAYOUT)
                .put("subjects", new JsonArray(subjects))
                .put("max_msgs_per_subject", perSubject)
                .put("num_replicas", replicas.orElse(1))
                .put("max_bytes", -1)
                .put("max_consumers", -1);
        REQUIRED.forEach(config::put);
        return client.api("STREAM.CREATE." + stream, config)
                // Another process has made it at the same time.
                .recover(failure -> JetStreamException.is(failure, JetStreamException.STREAM_NAME_IN_USE)
                        ? info(client, stream)
                        : Future.failedFuture(failure));
    }

    private void check(String stream, JsonObject config, int perSubject, List<String> subjects) {
        Matcher layout = DESCRIPTION.matcher(config.getString("description", ""));
        if (!layout.matches()) {
            throw refused(
                    stream,
                    "was not made by Codefleet, as its description \"" + config.getString("description", "")
                            + "\" shows");
        }
        int found = Integer.parseInt(layout.group(1));
        if (found > LAYOUT) {
            throw UnsupportedVersionException.ofLayout(namespace, found, LAYOUT);
        }
        REQUIRED.forEach((field, value) -> require(stream, config, field, value));
        require(stream, config, "max_msgs_per_subject", perSubject);
        require(stream, config, "subjects", new JsonArray(subjects));
        replicas.ifPresent(count -> require(stream, config, "num_replicas", count));
    }

    private static void require(String stream, JsonObject config, String field, Object value) {
        Object found = config.getValue(field, value instanceof Boolean ? Boolean.FALSE : null);
        boolean isSame = (value instanceof Number number && found instanceof Number other)
                ? number.longValue() == other.longValue()
                : Objects.equals(value, found);
        if (!isSame) {
            throw refused(stream, "has " + field + " " + found + " instead of " + value);
        }
    }

    private static BrokerRefusedException refused(String stream, String fault) {
        return new BrokerRefusedException(
                "the stream " + stream + " " + fault + "; put it right (nats stream edit), or choose another namespace",
                null);
    }

    private static Throwable typed(Throwable failure) {
        return failure instanceof JetStreamException answered
                ? new BrokerRefusedException(
                        "the streams of the namespace cannot be opened: " + answered.getMessage(), answered)
                : failure;
    }
}
