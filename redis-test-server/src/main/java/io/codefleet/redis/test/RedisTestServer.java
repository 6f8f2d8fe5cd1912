package io.codefleet.redis.test;

/**
 * A Redis for tests. {@link #start()} takes the first of these that is there:
 *
 * <ol>
 *   <li>the server at the environment's {@code REDIS_URL}, which is not ours to kill, pause, restart or configure;
 *   <li>a {@code redis-server} (or {@code valkey-server}) from the {@code PATH}, on a free port of 127.0.0.1, in a
 *       folder of its own, without persistence unless its arguments ask for it;
 *   <li>a container, where Docker answers.
 * </ol>
 *
 * Where there is none, starting fails with a sentence that says what to install; it never skips.
 *
 * <p>Tests that share a server are separated by a random namespace each and leave their keys behind: no {@code FLUSHALL},
 * which would also hit other running tests.
 *
 * <p>The methods block and are for a test's own thread. The server dies with this JVM.
 */
public interface RedisTestServer extends AutoCloseable {

    /**
     * Starts, or finds, a server with its default settings.
     *
     * @throws IllegalStateException if there is none
     */
    static RedisTestServer start() {
        return start(RedisTestOptions.DEFAULTS);
    }

    /**
     * Starts a server as the options ask, or finds one if they ask for nothing of their own.
     *
     * @throws IllegalStateException if there is none
     */
    static RedisTestServer start(RedisTestOptions options) {
        return Servers.find(options);
    }

    /**
     * Returns the URI of the server, credentials included: {@code redis://[:password@]host:port}, or {@code rediss://…}
     * with TLS. It stays the same over a restart.
     */
    String uri();

    /** Returns the port that it listens on. */
    int port();

    /** Kills it ({@code SIGKILL}), as a crash would; {@link #restart()} brings it back. */
    void kill();

    /** Stops it if it runs and starts it again, with the same port, arguments and folder. */
    void restart();

    /** Suspends the process ({@code SIGSTOP}): connections stay open and nobody answers. */
    void pause();

    /** Resumes the suspended server. */
    void resume();

    /** Shuts it down in order, also a suspended one, which writes the data that it is configured to persist. */
    void stop();

    /** Returns whether {@link #kill()}, {@link #restart()}, {@link #pause()} and {@link #resume()} can be used. */
    boolean canBreak();

    /** Stops the server and deletes what it left behind. */
    @Override
    void close();
}
