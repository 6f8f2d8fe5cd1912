package io.codefleet.redis.test;

/** Progress of a replica. */
final class Replication {

    private Replication() {}

    /** Waits until a replica has all that its master has written so far. */
    static void await(RedisTestServer master, RedisTestServer replica) {
        long written = offset(master);
        Await.until("the replica has what the master has", () -> offset(replica) >= written);
    }

    private static long offset(RedisTestServer server) {
        String info = RedisConsole.text(server.port(), "INFO", "replication");
        return Long.parseLong(info.replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1"));
    }
}
