package io.codefleet.redis.test;

import java.net.URI;

/** The server at {@code REDIS_URL}: used, and left alone. */
final class ExternalRedis implements RedisTestServer {

    private static final int DEFAULT_PORT = 6379;

    private final String uri;

    ExternalRedis(String uri) {
        this.uri = uri;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public int port() {
        int port = URI.create(uri).getPort();
        return port == -1 ? DEFAULT_PORT : port;
    }

    @Override
    public boolean canBreak() {
        return false;
    }

    @Override
    public void kill() {
        throw notOurs();
    }

    @Override
    public void restart() {
        throw notOurs();
    }

    @Override
    public void pause() {
        throw notOurs();
    }

    @Override
    public void resume() {
        throw notOurs();
    }

    @Override
    public void stop() {
        throw notOurs();
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException(
                "The server at REDIS_URL is not ours to break: start one with RedisTestOptions.DEFAULTS.breakable()");
    }
}
