package io.codefleet.broker.nats;

import io.codefleet.broker.ParameterFile;
import io.codefleet.broker.UriParameters;
import io.codefleet.error.InvalidInputException;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials for a server: a user with a password, a token, or the file of a user's keys.
 *
 * @param user the user; absent with a token
 * @param secret the password or the token
 * @param passwordFile the file that holds it instead
 * @param keyFile the {@code .creds} file with the keys of a user
 */
record NatsCredentials(
        Optional<String> user,
        Optional<String> secret,
        Optional<ParameterFile> passwordFile,
        Optional<ParameterFile> keyFile) {

    /**
     * Reads the credentials of a URI.
     *
     * @throws InvalidInputException if the URI gives two ways to enter
     */
    static NatsCredentials of(
            @Nullable String userInfo, @Nullable ParameterFile passwordFile, @Nullable ParameterFile keyFile) {
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        if (keyFile != null && (userInfo != null || passwordFile != null)) {
            throw new InvalidInputException(
                    "uri", "names a creds file and has other credentials; leave one of them out");
        }
        if (passwordFile != null && colon >= 0) {
            throw new InvalidInputException("uri", "has a password and names a passwordFile; leave one of them out");
        }
        boolean isToken = colon < 0 && passwordFile == null;
        Optional<String> user = userInfo == null || isToken
                ? Optional.empty()
                : Optional.of(UriParameters.decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
        Optional<String> secret = userInfo == null || passwordFile != null
                ? Optional.empty()
                : Optional.of(UriParameters.decode(userInfo.substring(colon + 1)));
        return new NatsCredentials(user, secret, Optional.ofNullable(passwordFile), Optional.ofNullable(keyFile));
    }

    /**
     * Adds the credentials to the options of a connection.
     *
     * @throws InvalidInputException if a file cannot be read
     */
    void addTo(Options.Builder options) {
        if (keyFile.isPresent()) {
            keyFile.get().read();
            options.authHandler(Nats.credentials(keyFile.get().path()));
            return;
        }
        Optional<String> known = passwordFile.map(ParameterFile::read).or(() -> secret);
        known.ifPresent(text -> {
            if (user.isPresent()) {
                options.userInfo(user.get().toCharArray(), text.toCharArray());
            } else {
                options.token(text.toCharArray());
            }
        });
    }

    /** Returns a description without secrets. */
    @Override
    public String toString() {
        return "NatsCredentials[user=" + user.orElse("") + ", keyFile="
                + keyFile.map(ParameterFile::path).orElse("") + "]";
    }
}
