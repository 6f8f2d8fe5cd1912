package io.codefleet.redis.test;

import java.util.Optional;

/** The order in which servers are looked for. */
final class Servers {

    private Servers() {}

    static RedisTestServer find(RedisTestOptions options) {
        Optional<String> external =
                Optional.ofNullable(System.getenv("REDIS_URL")).filter(url -> !url.isBlank());
        if (external.isPresent() && !options.needsOwnServer()) {
            return new ExternalRedis(external.get());
        }
        Optional<String> binary = LocalServer.binaryOnPath();
        if (binary.isPresent()) {
            return LocalServer.start(binary.get(), options);
        }
        if (ContainerServer.dockerAnswers()) {
            return ContainerServer.start(options);
        }
        throw new IllegalStateException(
                external.isPresent()
                        ? "This test needs a Redis of its own, which the one at REDIS_URL is not:"
                                + " put redis-server on the PATH (apt-get install redis-server, brew install redis)"
                                + " or start Docker."
                        : "There is no Redis to test against: put redis-server on the PATH"
                                + " (apt-get install redis-server, brew install redis), set REDIS_URL, or start Docker.");
    }
}
