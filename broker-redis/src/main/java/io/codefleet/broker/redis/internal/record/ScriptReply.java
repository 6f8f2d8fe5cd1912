package io.codefleet.broker.redis.internal.record;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a script's answer. A part that is not there is nil to Redis and empty here. */
public final class ScriptReply {
    private static final Buffer NOTHING = Buffer.buffer();

    private ScriptReply() {}

    private static @Nullable Response part(Response answer, int index) {
        return index < answer.size() ? answer.get(index) : null;
    }

    /** Returns a part of the answer that is a list. */
    public static Response list(Response answer, int index) {
        Response part = part(answer, index);
        if (part == null) {
            throw new IllegalStateException("a script answered without its part " + index);
        }
        return part;
    }

    /** Returns a part of the answer that may be absent. */
    public static Optional<String> optionalText(Response answer, int index) {
        return Optional.ofNullable(part(answer, index)).map(Response::toString);
    }

    /** Returns a part of the answer as text; empty if absent. */
    public static String text(Response answer, int index) {
        Response part = part(answer, index);
        return part == null ? "" : part.toString();
    }

    /** Returns a part of the answer as bytes; empty if absent. */
    public static Buffer bytes(Response answer, int index) {
        Response part = part(answer, index);
        return part == null ? NOTHING : part.toBuffer();
    }

    /** Returns a part of the answer that is a number; zero if absent or damaged. */
    public static long number(Response answer, int index) {
        return optionalNumber(answer, index).orElse(0L);
    }

    /**
     * Returns a part of the answer that is a count; zero if absent or damaged, and the largest possible one if it is larger.
     */
    public static int count(Response answer, int index) {
        return count(number(answer, index));
    }

    static int count(long number) {
        return (int) Math.max(0, Math.min(number, Integer.MAX_VALUE));
    }

    /** Returns a part of the answer that is a number; absent also if damaged. */
    public static Optional<Long> optionalNumber(Response answer, int index) {
        return optionalText(answer, index).flatMap(ScriptReply::parse);
    }

    private static Optional<Long> parse(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
