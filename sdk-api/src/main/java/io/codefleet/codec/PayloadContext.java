package io.codefleet.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Place that a payload belongs to: its namespace, subject and kind. A codec that authenticates binds the payload to it, so
 * that nobody who can write to the broker can move one to another task.
 *
 * @param namespace the tenant
 * @param subject the id of the task; of a command when it was given, its number and to whom; empty for what belongs to none
 * @param kind what it is
 */
public record PayloadContext(String namespace, String subject, PayloadKind kind) {
    /** Returns one text for each place, and no text for two: the parts are preceded by their lengths. */
    public byte[] bytes() {
        byte[][] parts = {utf8(namespace), utf8(subject), utf8(kind.code())};
        ByteBuffer bytes =
                ByteBuffer.allocate(parts.length * Integer.BYTES + parts[0].length + parts[1].length + parts[2].length);
        for (byte[] part : parts) {
            bytes.putInt(part.length).put(part);
        }
        return bytes.array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a description for messages. */
    @Override
    public String toString() {
        String what = "the " + kind.code().toLowerCase(Locale.ROOT).replace('_', ' ');
        return subject.isEmpty() ? what : what + " of " + subject;
    }
}
