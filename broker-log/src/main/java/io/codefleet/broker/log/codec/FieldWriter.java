package io.codefleet.broker.log.codec;

import io.codefleet.Coded;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes the fields of one value: a number, whose lowest bit says what follows, and a variable-length integer or bytes with their
 * length. Fields may repeat. An absent field is not written.
 */
public final class FieldWriter {
    private byte[] bytes = new byte[256];
    private int length;

    /** Writes a number. */
    public FieldWriter number(int field, long value) {
        varint((long) field << 1);
        varint((value << 1) ^ (value >> 63));
        return this;
    }

    /** Writes a flag if it is true. */
    public FieldWriter flag(int field, boolean value) {
        return value ? number(field, 1) : this;
    }

    /** Writes text in UTF-8. */
    public FieldWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes text, if it is present. */
    public FieldWriter text(int field, Optional<String> value) {
        value.ifPresent(text -> text(field, text));
        return this;
    }

    /** Writes one field for each text. */
    public FieldWriter texts(int field, Iterable<String> values) {
        values.forEach(value -> text(field, value));
        return this;
    }

    /** Writes a constant by its stored name. */
    public FieldWriter constant(int field, Coded value) {
        return text(field, value.code());
    }

    /** Writes a time in microseconds. */
    public FieldWriter instant(int field, Instant value) {
        return number(field, value.getEpochSecond() * 1_000_000 + value.getNano() / 1000);
    }

    /** Writes a time, if it is present. */
    public FieldWriter instant(int field, Optional<Instant> value) {
        value.ifPresent(instant -> instant(field, instant));
        return this;
    }

    /** Writes a duration in nanoseconds and seconds. */
    public FieldWriter duration(int field, Duration value) {
        return message(
                field,
                value,
                (fields, duration) -> fields.number(1, duration.getSeconds()).number(2, duration.getNano()));
    }

    /** Writes bytes. */
    public FieldWriter buffer(int field, Buffer value) {
        return bytes(field, value.getBytes());
    }

    private FieldWriter bytes(int field, byte[] value) {
        varint(((long) field << 1) | 1);
        varint(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** Writes a value with fields of its own. They go where they stay, without a copy that its length would need before. */
    public <T> FieldWriter message(int field, T value, BiConsumer<FieldWriter, T> write) {
        varint(((long) field << 1) | 1);
        int lengthAt = length;
        varint(0);
        int from = length;
        write.accept(this, value);
        int size = length - from;
        int more = varintBytes(size) - 1;
        // A value of up to 127 bytes stays where it is.
        if (more > 0) {
            reserve(more);
            System.arraycopy(bytes, from, bytes, from + more, size);
        }
        length = lengthAt;
        varint(size);
        length += size;
        return this;
    }

    private static int varintBytes(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** Writes a value, if it is present. */
    public <T> FieldWriter optional(int field, Optional<T> value, BiConsumer<FieldWriter, T> write) {
        value.ifPresent(present -> message(field, present, write));
        return this;
    }

    /** Writes one field for each value. */
    public <T> FieldWriter messages(int field, Iterable<T> values, BiConsumer<FieldWriter, T> write) {
        values.forEach(value -> message(field, value, write));
        return this;
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** Returns all that was written. */
    public Buffer toBuffer() {
        return Buffer.buffer(length).appendBytes(bytes, 0, length);
    }
}
