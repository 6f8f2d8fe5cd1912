package io.codefleet.broker.rabbitmq;

/**
 * The names of what one namespace has on the server. All begin with {@code codefleet:NAMESPACE:}, so that rights can be given by
 * namespace; a namespace has no colon.
 *
 * @param namespace the namespace
 */
record RabbitNames(String namespace) {
    /** The key of messages to the log. */
    static final String LOG = "log";
    /** The key of messages about snapshots. */
    static final String MANIFESTS = "manifests";
    /** The key by which a process asks whether the lock is held. */
    static final String LOCK = "lock";
    /** The key of messages to the leader. */
    static final String REQUESTS = "requests";
    /** The key of messages of a new leader to all. */
    static final String ALL = "all";

    /** Returns the name of the exchange that all messages go through. */
    String exchange() {
        return queue("exchange");
    }

    /** Returns the name of a queue or stream; its key is the part behind the namespace. */
    String queue(String key) {
        return "codefleet:" + namespace + ":" + key;
    }

    static String client(String clientId) {
        return "client:" + clientId;
    }

    static String snapshot(String name) {
        return "snapshot:" + name;
    }
}
