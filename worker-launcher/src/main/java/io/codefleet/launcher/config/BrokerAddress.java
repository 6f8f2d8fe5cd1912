package io.codefleet.launcher.config;

import io.codefleet.CodefleetOptions;
import io.codefleet.error.InvalidInputException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes connection options of what the layers of the configuration say about the broker. */
public final class BrokerAddress {
    /** The broker of somebody who names none. */
    public static final String DEFAULT_URI = "redis://127.0.0.1:6379";

    private static final int REDIS_PORT = 6379;

    private BrokerAddress() {}

    /**
     * Returns the options of a connection to a broker.
     *
     * @throws ConfigException if the URI or the namespace is malformed; its message never holds the password
     */
    public static CodefleetOptions options(@Nullable String uri, @Nullable String namespace) {
        return options("broker.uri", uri, namespace, null);
    }

    private static CodefleetOptions options(
            String uriKey, @Nullable String uri, @Nullable String namespace, @Nullable String actor) {
        try {
            CodefleetOptions options = CodefleetOptions.of(uri == null || uri.isBlank() ? DEFAULT_URI : uri.trim());
            options = actor == null || actor.isBlank() ? options : options.actor(actor);
            return namespace == null || namespace.isBlank() ? options : options.namespace(namespace);
        } catch (InvalidInputException e) {
            boolean ofUri = e.field().equals("uri");
            String name = ofUri ? "the broker's URI " : e.field() + " ";
            throw ConfigException.about(ofUri ? uriKey : "broker." + e.field(), name + e.fault(), e);
        }
    }

    /**
     * Returns the options that the layers define, with defaults for the rest.
     *
     * @throws ConfigException as above, and if the actor is malformed or the parts of a Redis make no URI
     */
    public static CodefleetOptions options(ConfigLayer merged) {
        // binding all sections would take a good part of a short command's time
        return merged.resolveBrokerAlone(BrokerAddress::options)
                .orElseGet(() -> merged.resolve(BrokerAddress::options));
    }

    static CodefleetOptions options(WorkerFile file) {
        BrokerPart broker = file.broker();
        return broker.uri() == null && file.redis() != null
                ? options("redis", uri(file.redis()), broker)
                : options(broker);
    }

    private static CodefleetOptions options(BrokerPart broker) {
        return options("broker.uri", broker.uri(), broker);
    }

    private static CodefleetOptions options(String uriKey, @Nullable String uri, BrokerPart broker) {
        CodefleetOptions options = options(uriKey, uri, broker.namespace(), broker.actor());
        return PayloadEncryption.add(broker.storage().addTo(options), broker);
    }

    private static @Nullable String uri(RedisPart redis) {
        if (redis.uri() != null) {
            redis.parts().stream().findFirst().ifPresent(key -> {
                throw ConfigException.of(
                        "redis." + key,
                        "stands next to redis.uri, which has it too; put it into the URI, or leave uri out");
            });
            return redis.uri();
        }
        if (redis.host() == null) {
            throw ConfigException.of("redis", "names neither uri nor host; write host: redis.example.com");
        }
        String scheme = Boolean.TRUE.equals(redis.ssl()) ? "rediss" : "redis";
        int port = redis.port() == null ? REDIS_PORT : redis.port();
        String database = redis.database() == null ? "" : "/" + redis.database();
        return scheme + "://" + credentials(redis.user(), redis.password()) + redis.host() + ":" + port + database;
    }

    private static String credentials(@Nullable String user, @Nullable String password) {
        if (password == null || password.isEmpty()) {
            if (user != null) {
                throw ConfigException.of("redis.user", "has no password; write redis.password, or name neither");
            }
            return "";
        }
        return encode(user == null ? "" : user) + ":" + encode(password) + "@";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
