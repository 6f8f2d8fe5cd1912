package io.codefleet.broker.kafka;

import io.codefleet.broker.log.LogRecord;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Makes the topics of a namespace where they are missing, and refuses topics that would not keep the log. */
final class KafkaTopics {
    /** The level of metadata of Kafka 4.0. */
    private static final short OLDEST_LEVEL = 25;

    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final int ANSWER_PARTITIONS = 4;
    private static final int HEADROOM = 4096;
    private static final String MAX_MESSAGE = "max.message.bytes";
    private static final String TEN_MINUTES = "600000";
    /** What a topic must have, lest the servers delete or lose records on their own. */
    private static final Map<String, String> DURABLE = Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            "-1",
            "retention.bytes",
            "-1",
            "unclean.leader.election.enable",
            "false",
            "message.timestamp.type",
            "LogAppendTime");
    /** Messages that nobody has heard for ten minutes are of no use. */
    private static final Map<String, String> PASSING = Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            TEN_MINUTES,
            "segment.ms",
            TEN_MINUTES,
            "retention.bytes",
            Integer.toString(256 << 20),
            "segment.bytes",
            Integer.toString(64 << 20));

    private final KafkaClient client;
    private final KafkaNames names;
    private final KafkaAddress address;

    KafkaTopics(KafkaClient client, KafkaNames names, KafkaAddress address) {
        this.client = client;
        this.names = names;
        this.address = address;
    }

    /**
     * The topics as they were found or made.
     *
     * @param ids the id of each, which another topic of the same name does not have
     * @param messagePartitions how many partitions the messages have
     */
    record TopicSet(Map<String, Uuid> ids, int messagePartitions) {}

    Future<TopicSet> open() {
        long deadline = System.nanoTime() + address.connectTimeout().toNanos();
        return checkServer()
                .compose(done -> describe())
                .compose(found -> make(found, deadline))
                .compose(found -> checkSettings(deadline).map(done -> opened(found)))
                .recover(failure -> Future.failedFuture(client.typed(failure)));
    }

    private Future<Void> checkServer() {
        return client.admin(admin -> admin.describeFeatures().featureMetadata()).map(features -> {
            FinalizedVersionRange level = features.finalizedFeatures().get("metadata.version");
            if (level == null || level.maxVersionLevel() < OLDEST_LEVEL) {
                throw new BrokerRefusedException(
                        "the server at " + client.server() + " runs "
                                + (level == null ? "without KRaft" : "at level " + level.maxVersionLevel())
                                + " of metadata.version, which lacks what Kafka 4.0 has (level " + OLDEST_LEVEL
                                + "); update it, and finish the update with kafka-features.sh upgrade",
                        null);
            }
            return null;
        });
    }

    private Future<Map<String, TopicDescription>> describe() {
        List<Future<Optional<TopicDescription>>> asked =
                names.all().stream().map(this::describe).toList();
        return Future.all(asked)
                .map(all -> asked.stream()
                        .flatMap(each -> each.result().stream())
                        .collect(Collectors.toMap(TopicDescription::name, each -> each)));
    }

    private Future<Optional<TopicDescription>> describe(String topic) {
        return client.admin(admin -> Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic)))
                .map(Optional::of)
                .recover(failure ->
                        isUnknown(failure) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(failure));
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof UnknownTopicOrPartitionException || failure instanceof UnknownTopicIdException;
    }

    private Future<Map<String, TopicDescription>> make(Map<String, TopicDescription> found, long deadline) {
        List<NewTopic> missing = names.all().stream()
                .filter(topic -> !found.containsKey(topic))
                .map(this::topic)
                .toList();
        if (missing.isEmpty()) {
            found.values().forEach(this::checkShape);
            return Future.succeededFuture(found);
        }
        List<Future<Void>> made =
                missing.stream().map(topic -> make(topic, deadline)).toList();
        return Future.all(made).compose(done -> awaitAll(deadline));
    }

    private Future<Void> make(NewTopic topic, long deadline) {
        int limit = (int) address.connectTimeout().toMillis();
        return client.admin(admin -> admin.createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(limit))
                        .all())
                .recover(failure -> {
                    if (failure instanceof TopicExistsException) {
                        // Another process has made it at the same time.
                        return Future.succeededFuture();
                    }
                    // Servers that have just been started are not counted at once.
                    return failure instanceof InvalidReplicationFactorException && System.nanoTime() < deadline
                            ? client.pause(PAUSE).compose(v -> make(topic, deadline))
                            : Future.failedFuture(failure);
                });
    }

    /**
     * Returns the descriptions of all topics as soon as the server has them. The server that answers may learn of new topics
     * a little later.
     */
    private Future<Map<String, TopicDescription>> awaitAll(long deadline) {
        return describe().compose(found -> {
            if (found.size() == names.all().size()) {
                found.values().forEach(this::checkShape);
                return Future.succeededFuture(found);
            }
            return System.nanoTime() > deadline
                    ? Future.failedFuture(new BrokerUnavailableException(
                            "the topics of namespace " + names.namespace() + " do not appear at " + client.server(),
                            null))
                    : client.pause(PAUSE).compose(v -> awaitAll(deadline));
        });
    }

    private NewTopic topic(String name) {
        Map<String, String> settings = new HashMap<>(name.equals(names.messages()) ? PASSING : DURABLE);
        OptionalInt replicas = address.replicas();
        if (!name.equals(names.messages()) && replicas.orElse(1) >= 3) {
            settings.put("min.insync.replicas", "2");
        }
        settings.put(MAX_MESSAGE, Integer.toString(2 * LogRecord.MAX_BYTES));
        Optional<Short> factor = replicas.isPresent() ? Optional.of((short) replicas.getAsInt()) : Optional.empty();
        return new NewTopic(name, Optional.of(partitions(name)), factor).configs(settings);
    }

    private int partitions(String topic) {
        return topic.equals(names.log())
                ? 1
                : topic.equals(names.snapshots()) ? 2 : KafkaNames.FIRST_ANSWERS + ANSWER_PARTITIONS;
    }

    private void checkShape(TopicDescription found) {
        String topic = found.name();
        int count = found.partitions().size();
        boolean isMessages = topic.equals(names.messages());
        if (isMessages ? count <= KafkaNames.FIRST_ANSWERS : count != partitions(topic)) {
            throw refused(
                    topic,
                    "has " + count + " partitions instead of " + (isMessages ? "at least " : "")
                            + (isMessages ? KafkaNames.FIRST_ANSWERS + 1 : partitions(topic)));
        }
        address.replicas().ifPresent(wanted -> {
            int replicas = found.partitions().get(0).replicas().size();
            if (replicas != wanted) {
                throw refused(topic, "has " + replicas + " replicas instead of " + wanted);
            }
        });
    }

    private Future<Void> checkSettings(long deadline) {
        List<ConfigResource> resources = names.all().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        return client.admin(admin -> admin.describeConfigs(resources).all())
                .map(found -> {
                    found.forEach((resource, settings) -> check(resource.name(), settings));
                    return (Void) null;
                })
                // The server that answers may not be the one that has described the topics.
                .recover(failure -> isUnknown(failure) && System.nanoTime() < deadline
                        ? client.pause(PAUSE).compose(v -> checkSettings(deadline))
                        : Future.failedFuture(failure));
    }

    private void check(String topic, Config settings) {
        if (!topic.equals(names.messages())) {
            DURABLE.forEach((name, value) -> {
                ConfigEntry entry = settings.get(name);
                if (entry == null || !value.equals(entry.value())) {
                    throw refused(
                            topic, "has " + name + " " + (entry == null ? "" : entry.value()) + " instead of " + value);
                }
            });
        }
        ConfigEntry largest = settings.get(MAX_MESSAGE);
        int wanted = LogRecord.MAX_BYTES + HEADROOM;
        if (largest != null && Long.parseLong(largest.value()) < wanted) {
            throw refused(topic, "has " + MAX_MESSAGE + " " + largest.value() + ", less than " + wanted);
        }
    }

    private BrokerRefusedException refused(String topic, String fault) {
        return new BrokerRefusedException(
                "the topic " + topic + " at " + client.server() + " " + fault
                        + "; put it right (kafka-configs.sh --alter), delete it if its content may be lost, or choose"
                        + " another namespace",
                null);
    }

    private TopicSet opened(Map<String, TopicDescription> found) {
        Map<String, Uuid> ids = new HashMap<>();
        found.forEach((name, topic) -> ids.put(name, topic.topicId()));
        TopicDescription messages = Objects.requireNonNull(found.get(names.messages()));
        return new TopicSet(ids, messages.partitions().size());
    }

    /**
     * Fails with {@link BrokerRefusedException} if somebody has deleted a topic, also where another one has its name now, and with
     * {@link BrokerUnavailableException} if a server does not know the topic yet.
     */
    Future<Void> checkSame(TopicSet known) {
        return describe()
                .recover(failure -> Future.failedFuture(client.typed(failure)))
                .compose(found -> {
                    for (String topic : names.all()) {
                        TopicDescription now = found.get(topic);
                        if (now == null) {
                            return checkDeleted(topic);
                        }
                        if (!now.topicId().equals(known.ids().get(topic))) {
                            return Future.failedFuture(deleted(topic, true));
                        }
                    }
                    return Future.succeededFuture();
                });
    }

    /**
     * Finds out why a server does not know a topic. A server of a new cluster, or one that has just been started, learns of topics a
     * little later than the controller, which says whether the topic could be made.
     */
    private Future<Void> checkDeleted(String topic) {
        CreateTopicsOptions onlyAsk = new CreateTopicsOptions().validateOnly(true);
        return client.admin(admin ->
                        admin.createTopics(List.of(topic(topic)), onlyAsk).all())
                .transform(asked -> Future.failedFuture(absent(topic, asked.succeeded() ? null : asked.cause())));
    }

    /** Returns the failure for a topic that a server does not know and the controller would make, unless it fails like this. */
    private CodefleetException absent(String topic, @Nullable Throwable refusal) {
        if (refusal == null
                || refusal instanceof InvalidReplicationFactorException
                || refusal instanceof PolicyViolationException) {
            return deleted(topic, false);
        }
        boolean isKept = refusal instanceof TopicExistsException;
        // The server does not say whether there is one to who may not make topics.
        return isKept || refusal instanceof AuthorizationException
                ? new BrokerUnavailableException(
                        "a server at " + client.server() + " does not know the topic " + topic
                                + (isKept ? " yet, which the controller has" : " now: it is deleted, or not known yet"),
                        null)
                : client.typed(refusal);
    }

    private BrokerRefusedException deleted(String topic, boolean isThere) {
        return new BrokerRefusedException(
                "somebody has deleted the topic " + topic + (isThere ? ", and another one has its name" : "")
                        + "; with the log all tasks of the namespace are lost. Delete what is left of "
                        + String.join(", ", names.all())
                        + ", and restart this process to begin with an empty namespace",
                null);
    }
}
