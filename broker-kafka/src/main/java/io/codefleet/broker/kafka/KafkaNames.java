package io.codefleet.broker.kafka;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * The names of what one namespace has on the servers.
 *
 * @param namespace the namespace as a part of the name of a topic
 */
record KafkaNames(String namespace) {
    /** The partitions of the messages: announcements of leaders, requests, and then the answers. */
    static final int ANNOUNCEMENTS = 0;

    static final int REQUESTS = 1;
    static final int FIRST_ANSWERS = 2;

    /**
     * Returns the names for a namespace. A topic has no slash, and topics whose names differ in a dot and an underscore only
     * cannot exist together. So all three characters are written with an underscore.
     */
    static KafkaNames of(String namespace) {
        return new KafkaNames(namespace.replace("_", "__").replace(".", "_d").replace("/", "_s"));
    }

    /** Returns the topic of the records. */
    String log() {
        return "codefleet-log-" + namespace;
    }

    /** Returns the topic of the snapshots. */
    String snapshots() {
        return "codefleet-snapshots-" + namespace;
    }

    /** Returns the topic of the messages between processes. */
    String messages() {
        return "codefleet-messages-" + namespace;
    }

    List<String> all() {
        return List.of(log(), snapshots(), messages());
    }

    TopicPartition records() {
        return new TopicPartition(log(), 0);
    }

    TopicPartition pieces() {
        return new TopicPartition(snapshots(), 0);
    }

    TopicPartition manifests() {
        return new TopicPartition(snapshots(), 1);
    }

    TopicPartition messages(int partition) {
        return new TopicPartition(messages(), partition);
    }

    /** Returns the partition in which a process receives messages of leaders, which it may share with others. */
    static int answers(String clientId, int partitions) {
        return FIRST_ANSWERS + Math.floorMod(clientId.hashCode(), partitions - FIRST_ANSWERS);
    }
}
