package io.codefleet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id that follows from what a task is: a SHA-256 of all its components but the id. Components that have their default are
 * left out, so that one which a later version adds does not change the ids of tasks that do not use it. Each piece is written
 * with its kind and length, so that no two contents are written alike. The names that are written are those of {@link
 * ContentFields}, not those of the classes.
 */
final class ContentId {
    private static final String PREFIX = "sha256-";

    private final MessageDigest digest;

    private ContentId(MessageDigest digest) {
        this.digest = digest;
    }

    static String of(Task task, String salt) {
        try {
            ContentId content = new ContentId(MessageDigest.getInstance("SHA-256"));
            content.piece('s', salt);
            // Differs in the prompt, so that no prompt is left out, and not in the id, so that every id is.
            content.value(task, Task.builder(task.prompt() + ".").id(task.id()).build());
            return PREFIX + HexFormat.of().formatHex(content.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void piece(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(kind, bytes.length);
        digest.update(bytes);
    }

    private void head(char kind, int length) {
        digest.update(ByteBuffer.allocate(6).putChar(kind).putInt(length).array());
    }

    /**
     * Adds the components of a value.
     *
     * @param usual the value whose components are left out where they are the same; none if all are written
     */
    private void composite(ContentFields.Composite value, List<ContentFields.Field> usual) {
        piece('r', value.name());
        List<ContentFields.Field> fields = value.fields();
        for (int i = 0; i < fields.size(); i++) {
            Object part = fields.get(i).value();
            Object usualPart = usual.isEmpty() ? null : usual.get(i).value();
            if (!part.equals(usualPart)) {
                piece('c', fields.get(i).name());
                value(part, usualPart);
            }
        }
        head('e', 0);
    }

    private static List<ContentFields.Field> comparable(Object value, @Nullable Object usual) {
        return usual != null && usual.getClass() == value.getClass()
                ? ContentFields.of(usual).map(ContentFields.Composite::fields).orElse(List.of())
                : List.of();
    }

    private void value(Object value, @Nullable Object usual) {
        Optional<ContentFields.Composite> composite = ContentFields.of(value);
        if (composite.isPresent()) {
            composite(composite.get(), comparable(value, usual));
        } else if (value instanceof Optional<?> optional) {
            head('o', optional.isPresent() ? 1 : 0);
            optional.ifPresent(present -> value(present, null));
        } else if (value instanceof Map<?, ?> map) {
            head('m', map.size());
            map.forEach((key, each) -> {
                piece('k', key.toString());
                value(each, null);
            });
        } else if (value instanceof Collection<?> collection) {
            head('l', collection.size());
            collection.forEach(each -> value(each, null));
        } else {
            piece(kindOf(value), ContentFields.text(value));
        }
    }

    /** Returns the kind of a value, so that a number and the text of it are two contents. */
    private static char kindOf(Object value) {
        return value instanceof Number ? 'n' : value instanceof Boolean ? 'b' : 't';
    }
}
