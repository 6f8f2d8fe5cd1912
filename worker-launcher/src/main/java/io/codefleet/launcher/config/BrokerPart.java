package io.codefleet.launcher.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code broker}: where the fleet is.
 *
 * @param uri such as {@code redis://host:6379}
 * @param namespace the tenant
 * @param actor as whom this process appears in the audit
 * @param payloadKeyFile a file of the keys that encrypt content
 * @param payloadKeys the keys themselves, as of a variable; instead of the file
 * @param refusePlainPayloads whether content that nobody encrypted is refused
 * @param storage what the broker stores at most, and for how long
 */
public record BrokerPart(
        @Nullable String uri,
        @Nullable String namespace,
        @Nullable String actor,
        @Nullable Path payloadKeyFile,
        @Nullable String payloadKeys,
        @Nullable Boolean refusePlainPayloads,
        StoragePart storage) {
    /** Returns the values except those that may contain a password or a key. */
    @Override
    public String toString() {
        return "BrokerPart[namespace=" + namespace + ", actor=" + actor + ", payloadKeyFile=" + payloadKeyFile + "]";
    }
}
