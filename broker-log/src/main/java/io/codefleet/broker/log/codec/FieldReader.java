package io.codefleet.broker.log.codec;

import io.codefleet.Coded;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/** Reads the fields that a {@link FieldWriter} has written; what it does not know is left. */
public final class FieldReader {
    private static final int NUMBER = 0;
    private static final int BYTES = 1;
    private static final int MAX_FIELD = 1 << 20;

    private final String what;
    private final byte[] bytes;
    private final int length;
    /** The number of each field times two, plus its kind: {@link #NUMBER} or {@link #BYTES}. */
    private int[] fields = new int[8];

    /** A number, or where the bytes begin and how many they are. */
    private long[] values = new long[8];

    private int count;
    /** Where {@link #varint} reads on. */
    private int next;

    private FieldReader(String what, byte[] bytes, int from, int to) {
        this.what = what;
        this.bytes = bytes;
        this.length = to - from;
        scan(from, to);
    }

    /**
     * Reads a value.
     *
     * @param what names it in messages
     * @throws MalformedDataException if the bytes or a field cannot be read
     */
    public static <T> T read(String what, Buffer buffer, Function<FieldReader, T> read) {
        try {
            byte[] bytes = buffer.getBytes();
            return read.apply(new FieldReader(what, bytes, 0, bytes.length));
        } catch (MalformedDataException | UnsupportedVersionException e) {
            throw e;
        } catch (CodefleetException e) {
            throw new MalformedDataException(what, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new MalformedDataException(
                    what, "its form is wrong (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** Returns how many bytes all fields take. */
    public int length() {
        return length;
    }

    private void scan(int from, int to) {
        next = from;
        while (next < to) {
            long key = varint();
            long value = varint();
            if (key >>> 1 > MAX_FIELD) {
                throw new MalformedDataException(what, "the number of a field is too high", null);
            }
            if ((key & 1) == BYTES) {
                if (value < 0 || value > to - next) {
                    throw new MalformedDataException(what, "a field is longer than what holds it", null);
                }
                add((int) key, ((long) next << 32) | value);
                next += (int) value;
            } else {
                add((int) key, (value >>> 1) ^ -(value & 1));
            }
        }
        if (next != to) {
            throw new MalformedDataException(what, "its last field is cut short", null);
        }
    }

    private void add(int key, long value) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        fields[count] = key;
        values[count] = value;
        count++;
    }

    /** Reads the next integer. */
    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = bytes[next++];
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new MalformedDataException(what, "an integer has more than 64 bits", null);
    }

    private int find(int field, int kind) {
        for (int i = 0; i < count; i++) {
            if (isField(i, field, kind)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isField(int at, int field, int kind) {
        return fields[at] == (field << 1 | kind);
    }

    private MalformedDataException missing(int field) {
        return new MalformedDataException(what, "field " + field + " is missing", null);
    }

    /** Returns whether the record has the field. */
    public boolean has(int field) {
        return find(field, NUMBER) >= 0 || find(field, BYTES) >= 0;
    }

    /** Returns the number of a required field. */
    public long number(int field) {
        int at = find(field, NUMBER);
        if (at < 0) {
            throw missing(field);
        }
        return values[at];
    }

    /** Returns the number of a field, or the given one if it is absent. */
    public long number(int field, long absent) {
        int at = find(field, NUMBER);
        return at < 0 ? absent : values[at];
    }

    /** Returns all numbers of a field, in order. */
    public List<Long> numbers(int field) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (isField(i, field, NUMBER)) {
                numbers.add(values[i]);
            }
        }
        return numbers;
    }

    /** Returns the number of 32 bits of a field; 0 if it is absent. */
    public int integer(int field) {
        return Math.toIntExact(number(field, 0));
    }

    /** Returns whether the flag of a field is set. */
    public boolean flag(int field) {
        return number(field, 0) == 1;
    }

    /** Returns the text of a required field. */
    public String text(int field) {
        return optionalText(field).orElseThrow(() -> missing(field));
    }

    /** Returns the text of a field; empty if it is absent. */
    public Optional<String> optionalText(int field) {
        int at = find(field, BYTES);
        return at < 0 ? Optional.empty() : Optional.of(textAt(at));
    }

    private String textAt(int at) {
        return new String(bytes, (int) (values[at] >>> 32), (int) values[at], StandardCharsets.UTF_8);
    }

    /** Returns all texts of a field, in order. */
    public List<String> texts(int field) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (isField(i, field, BYTES)) {
                texts.add(textAt(i));
            }
        }
        return texts;
    }

    /** Returns the constant of a required field, which must be known. */
    public <E extends Enum<E> & Coded> E constant(int field, Class<E> type) {
        return known(type, text(field));
    }

    /** Returns the constant of a required field; empty for one of a newer version. */
    public <E extends Enum<E> & Coded> Optional<E> knownConstant(int field, Class<E> type) {
        return constantOf(type, text(field));
    }

    /** Returns all constants of a field. */
    public <E extends Enum<E> & Coded> List<E> constants(int field, Class<E> type) {
        return texts(field).stream().map(code -> known(type, code)).toList();
    }

    private <E extends Enum<E> & Coded> E known(Class<E> type, String code) {
        return constantOf(type, code)
                .orElseThrow(() -> UnsupportedVersionException.ofValue(what, type.getSimpleName(), 1, 1));
    }

    private static <E extends Enum<E> & Coded> Optional<E> constantOf(Class<E> type, String code) {
        for (E each : EnumSet.allOf(type)) {
            if (each.code().equals(code)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Returns the time of a required field. */
    public Instant instant(int field) {
        return optionalInstant(field).orElseThrow(() -> missing(field));
    }

    /** Returns the time of a field; empty if it is absent. */
    public Optional<Instant> optionalInstant(int field) {
        int at = find(field, NUMBER);
        return at < 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(
                        Math.floorDiv(values[at], 1_000_000), Math.floorMod(values[at], 1_000_000) * 1000L));
    }

    /** Returns the duration of a required field. */
    public Duration duration(int field) {
        return message(field, fields -> Duration.ofSeconds(fields.number(1), fields.number(2)));
    }

    /** Returns the bytes of a required field. */
    public Buffer buffer(int field) {
        return optionalBuffer(field).orElseThrow(() -> missing(field));
    }

    /** Returns the bytes of a field; empty if it is absent. */
    public Optional<Buffer> optionalBuffer(int field) {
        int at = find(field, BYTES);
        if (at < 0) {
            return Optional.empty();
        }
        int from = (int) (values[at] >>> 32);
        return Optional.of(Buffer.buffer(Arrays.copyOfRange(bytes, from, from + (int) values[at])));
    }

    /** Returns the value of a required field that has fields of its own. */
    public <T> T message(int field, Function<FieldReader, T> read) {
        return optionalMessage(field, read).orElseThrow(() -> missing(field));
    }

    /** Returns the value of a field that has fields of its own; empty if it is absent. */
    public <T> Optional<T> optionalMessage(int field, Function<FieldReader, T> read) {
        int at = find(field, BYTES);
        return at < 0 ? Optional.empty() : Optional.of(read.apply(messageAt(at)));
    }

    /** Returns all values of a field, in order. */
    public <T> List<T> messages(int field, Function<FieldReader, T> read) {
        List<T> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (isField(i, field, BYTES)) {
                messages.add(read.apply(messageAt(i)));
            }
        }
        return messages;
    }

    /**
     * Passes on all values of all fields, in the order in which they were written. All must be values with fields of their
     * own.
     */
    public void each(ObjIntConsumer<FieldReader> to) {
        for (int i = 0; i < count; i++) {
            if ((fields[i] & 1) != BYTES) {
                throw new MalformedDataException(what, "field " + (fields[i] >>> 1) + " is a number", null);
            }
            to.accept(messageAt(i), fields[i] >>> 1);
        }
    }

    private FieldReader messageAt(int at) {
        int from = (int) (values[at] >>> 32);
        return new FieldReader(what, bytes, from, from + (int) values[at]);
    }
}
