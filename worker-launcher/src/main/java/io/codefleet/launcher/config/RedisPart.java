package io.codefleet.launcher.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code redis}: where the fleet is, in parts; either {@code uri} or the others.
 *
 * @param uri all in one
 * @param host its host
 * @param port its port
 * @param user the ACL user
 * @param password its password, as it is, not percent-encoded
 * @param ssl whether to use TLS
 * @param database the number of the database
 */
public record RedisPart(
        @Nullable String uri,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String user,
        @Nullable String password,
        @Nullable Boolean ssl,
        @Nullable Integer database) {
    /** Returns the names of the parts that are given. */
    List<String> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("host", host);
        parts.put("port", port);
        parts.put("user", user);
        parts.put("password", password);
        parts.put("ssl", ssl);
        parts.put("database", database);
        parts.values().removeIf(Objects::isNull);
        return List.copyOf(parts.keySet());
    }

    /** Returns the values except those that may contain a password. */
    @Override
    public String toString() {
        return "RedisPart[host=" + host + ", port=" + port + ", user=" + user + "]";
    }
}
