package io.codefleet.control.alerts;

import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/**
 * Receiver of messages about alerts.
 *
 * @param name its name in the delivery log: letters, digits, {@code -} and {@code _}
 * @param format the form of the messages
 * @param url an address with the scheme http or https; redirects are not followed
 * @param secret signs the messages of {@link MessageFormat#WEBHOOK}: {@code whsec_} and the key in base64
 */
public record AlertReceiver(String name, MessageFormat format, URI url, Optional<String> secret) {
    private static final String SECRET_PREFIX = "whsec_";

    /** The forms of messages. */
    public enum MessageFormat {
        /** JSON with the headers of the Standard Webhooks specification. */
        WEBHOOK,
        /** A text for an incoming webhook of Slack, Mattermost or a similar product. */
        SLACK,
        /** The API of a Prometheus Alertmanager, {@code /api/v2/alerts}. */
        ALERTMANAGER
    }

    /** @throws InvalidInputException if the name, the address or the secret is malformed */
    public AlertReceiver {
        if (!name.matches("[A-Za-z0-9_-]{1,60}")) {
            throw new InvalidInputException(
                    "alerts.receiver.name", "is '" + name + "', must have 1 to 60 letters, digits, '-' and '_'");
        }
        String scheme = String.valueOf(url.getScheme());
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new InvalidInputException(
                    "alerts.receiver.url", "of '" + name + "' must be an address that begins with http:// or https://");
        }
        secret.ifPresent(AlertReceiver::key);
    }

    /** Returns whether it forgets a firing alert that is not sent again. */
    boolean forgets() {
        return format == MessageFormat.ALERTMANAGER;
    }

    /** Returns the bytes of the secret, as far as there is one. */
    Optional<byte[]> key() {
        return secret.map(AlertReceiver::key);
    }

    private static byte[] key(String secret) {
        try {
            if (!secret.startsWith(SECRET_PREFIX)) {
                throw new IllegalArgumentException("has another prefix");
            }
            byte[] key = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
            if (key.length < 24 || key.length > 64) {
                throw new IllegalArgumentException("has " + key.length + " bytes");
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "alerts.receiver.secret", "must be '" + SECRET_PREFIX + "' and 24 to 64 bytes in base64");
        }
    }

    /** Returns the address without what may be secret in it. */
    public String safeUrl() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    @Override
    public String toString() {
        return "AlertReceiver[" + name + ", " + format + ", " + safeUrl() + "]";
    }
}
