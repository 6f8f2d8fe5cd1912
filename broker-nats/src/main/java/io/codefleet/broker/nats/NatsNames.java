package io.codefleet.broker.nats;

/**
 * The names of what one namespace has on the servers. All subjects begin with {@code codefleet.NAMESPACE.}, so that rights can be
 * given by namespace.
 *
 * @param namespace the namespace as one word of a subject
 */
record NatsNames(String namespace) {
    /**
     * Returns the names for a namespace. A word of a subject has no dot, and the name of a stream no slash; no namespace has
     * the characters that replace them.
     */
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

    /** Returns the subject of the records of the log. */
    String log() {
        return subject("log");
    }

    /** Returns the subject of the pieces of all snapshots. */
    String snapshots() {
        return subject("snapshot.>");
    }

    String piece(String name, int number) {
        return subject("snapshot." + name + "." + number);
    }

    String manifest() {
        return subject("manifest");
    }

    /** Returns the subject on which a process announces that it leads. */
    String announcements() {
        return subject("leader");
    }

    /** Returns the subject on which a process asks which one leads. */
    String question() {
        return subject("who-leads");
    }

    /** Returns the subject on which a process receives its requests as the leader. */
    String requests(String clientId) {
        return subject("requests." + clientId);
    }

    /** Returns the subject on which a process receives messages of this leader. */
    String messages(String clientId, String leader) {
        return subject("client." + clientId + "." + leader);
    }

    /** Returns the subject on which a process receives answers of the servers; a number follows. */
    String answers(String clientId) {
        return subject("answer." + clientId + ".");
    }
}
