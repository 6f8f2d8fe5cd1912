package io.codefleet.broker.redis.internal.address;

import io.codefleet.broker.ParameterFile;
import java.util.Optional;

/**
 * Credentials for a server.
 *
 * @param user the ACL user; absent: the default one
 * @param password its password, as it stands in the URI
 * @param passwordFile a file that holds the password; it is read again for each connection, so that a password can be changed
 *     while clients run
 */
public record Credentials(Optional<String> user, Optional<String> password, Optional<ParameterFile> passwordFile) {
    /** None at all. */
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty(), Optional.empty());

    /** Returns a copy with the same user and this password. */
    public Credentials withPassword(String read) {
        return new Credentials(user, Optional.of(read), passwordFile);
    }

    /** Returns a description of all but the password. */
    @Override
    public String toString() {
        return "Credentials[user=" + user.orElse("default") + "]";
    }
}
