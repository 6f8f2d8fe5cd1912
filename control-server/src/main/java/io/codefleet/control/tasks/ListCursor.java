package io.codefleet.control.tasks;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes and reads the cursors of one list. A cursor holds a position and the digest of its list (namespace, filter and order), so
 * that one of another list is refused. Every control plane of the fleet reads it, and it gives no rights.
 */
final class ListCursor {
    private static final int DIGEST_BYTES = 12;

    private final String list;

    ListCursor(String namespace, TaskFilter filter, TaskOrder order) {
        this.list = digest(namespace + "\n" + order + "\n" + filter);
    }

    String encode(ListPosition position) {
        byte[] json = new JsonObject()
                .put("l", list)
                .put("v", position.value().toPlainString())
                .put("t", position.submittedAt())
                .put("i", position.id())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /**
     * Decodes the cursor of a list.
     *
     * @throws InvalidCursorException if it is not a cursor of this list
     */
    ListPosition decode(String cursor) {
        return parse(cursor).orElseThrow(InvalidCursorException::new);
    }

    private Optional<ListPosition> parse(String cursor) {
        try {
            JsonObject json = new JsonObject(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            return list.equals(json.getString("l"))
                    ? Optional.of(new ListPosition(
                            new BigDecimal(Objects.requireNonNull(json.getString("v"))),
                            Objects.requireNonNull(json.getLong("t")),
                            Objects.requireNonNull(json.getString("i"))))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(digest)
                    .substring(0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
