package io.codefleet.broker.log;

import io.codefleet.Coded;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.zip.CRC32C;

/**
 * One record of a log. Readers see from its term and index whether it counts, whatever the order in which a system stored the
 * records of two leaders: see {@link RecordSequence}.
 *
 * @param term the term of the leader that wrote it, from 1
 * @param index its number within the term: 0 for the record that begins the term, then one more for each
 * @param time the leader's time, in microseconds since 1970; never less than that of the record before
 * @param kind what it holds
 * @param body the content
 */
public record LogRecord(long term, long index, long time, Kind kind, Buffer body) {
    /** The largest encoded record, in bytes. It is below the default limits of all message systems. */
    public static final int MAX_BYTES = 512 << 10;

    /** The size of an encoded record with an empty body, in bytes. */
    public static final int HEADER_BYTES = 30;

    private static final byte VERSION = 1;
    private static final int CHECKSUM_AT = HEADER_BYTES - Integer.BYTES;

    /** Kind of the content of a record. */
    public enum Kind implements Coded {
        /** A term begins: its writer leads from here on. The body has the name of the writer, or nothing. */
        TERM("T"),
        /** The last piece of a change. With the pieces before, it takes effect as a whole. */
        CHANGE("C"),
        /** A piece of a change. It has no effect without the {@link #CHANGE} that follows. */
        PIECE("P");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** @throws InvalidInputException if it is larger than {@link #MAX_BYTES} when encoded */
    public LogRecord {
        if (body.length() > MAX_BYTES - HEADER_BYTES) {
            throw new InvalidInputException(
                    "record.body",
                    "has " + body.length() + " bytes, more than the " + (MAX_BYTES - HEADER_BYTES)
                            + " of one record; cut it into pieces");
        }
    }

    /** Returns the record as bytes: version, kind, term, index, time, checksum, body. */
    public Buffer encode() {
        Buffer buffer = Buffer.buffer(HEADER_BYTES + body.length())
                .appendByte(VERSION)
                .appendByte((byte) kind.code().charAt(0))
                .appendLong(term)
                .appendLong(index)
                .appendLong(time);
        return buffer.appendInt(checksum(buffer, body)).appendBuffer(body);
    }

    /**
     * Reads a record.
     *
     * @param what names the record in messages
     * @throws MalformedDataException if the checksum is wrong or it is too short
     * @throws UnsupportedVersionException if it is of a newer version
     */
    public static LogRecord decode(String what, Buffer bytes) {
        if (bytes.length() < HEADER_BYTES) {
            throw new MalformedDataException(
                    what, bytes.length() + " bytes are fewer than the " + HEADER_BYTES + " of a header", null);
        }
        if (bytes.getByte(0) > VERSION) {
            throw UnsupportedVersionException.ofForm(what, bytes.getByte(0), VERSION);
        }
        Buffer body = bytes.getBuffer(HEADER_BYTES, bytes.length());
        if (bytes.getInt(CHECKSUM_AT) != checksum(bytes.getBuffer(0, CHECKSUM_AT), body)) {
            throw new MalformedDataException(what, "its checksum does not match its content", null);
        }
        String code = String.valueOf((char) bytes.getByte(1));
        Kind kind = EnumSet.allOf(Kind.class).stream()
                .filter(each -> each.code().equals(code))
                .findFirst()
                .orElseThrow(() -> UnsupportedVersionException.ofValue(what, "kind", VERSION, VERSION));
        return new LogRecord(bytes.getLong(2), bytes.getLong(10), bytes.getLong(18), kind, body);
    }

    private static int checksum(Buffer header, Buffer body) {
        CRC32C checksum = new CRC32C();
        checksum.update(header.getBytes());
        checksum.update(body.getBytes());
        return (int) checksum.getValue();
    }
}
