package io.codefleet.broker.nats;

/**
 * The names of what one namespace has on the servers. All subjects begin with {@code codefleet.NAMESPACE.}, so that rights can be
 * given by namespace.
 *
 * @param namespace the namespace as one word of a subject
 */
record NatsNames(String namespace) {
    /** A word of a subject has no dot, and the name of a stream no slash; no namespace has the signs that stand for them. */
    static NatsNames of(String namespace) {
        return new NatsNames(namespace.replace('.', '~').replace('/', '='));
    }

    String logStream() {
        return "codefleet-log-" + namespace;
    }

    String snapshotStream() {
        return "codefleet-snapshots-" + namespace;
    }

    private String subject(String rest) {
        return "codefleet." + namespace + "." + rest;
    }

    /** Where the records of the log are. */
    String log() {
        return subject("log");
    }

    /** Where the pieces of all snapshots are. */
    String snapshots() {
        return subject("snapshot.>");
    }

    String snapshot(String name) {
        return subject("snapshot." + name + ".>");
    }

    String piece(String name, int number) {
        return subject("snapshot." + name + "." + number);
    }

    String manifest() {
        return subject("manifest");
    }

    /** Where a process says that it leads. */
    String announcements() {
        return subject("leader");
    }

    /** Where a process asks who leads. */
    String question() {
        return subject("who-leads");
    }

    /** Where a process hears its requests as the leader. */
    String requests(String clientId) {
        return subject("requests." + clientId);
    }

    /** Where a process hears messages of this leader. */
    String messages(String clientId, String leader) {
        return subject("client." + clientId + "." + leader);
    }

    /** Where a process hears answers of the servers; a number follows. */
    String answers(String clientId) {
        return subject("answer." + clientId + ".");
    }
}
