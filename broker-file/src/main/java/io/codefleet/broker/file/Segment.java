package io.codefleet.broker.file;

import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log: a header, then frames in order. A frame is the length of the record, its position, a checksum over both, and the
 * record with its own checksum. Blocks; for one thread at a time.
 */
final class Segment {
    static final int HEADER_BYTES = 16;
    static final int FRAME_BYTES = 16;
    private static final long MAGIC = 0x43464C4F47000000L;
    private static final int VERSION = 1;

    private Segment() {}

    /** A frame that was read. */
    record ReadFrame(StoredRecord stored, long end) {}

    /** End of the valid frames of a file. */
    record Extent(long lastPosition, long end) {}

    static ByteBuffer header(long base) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC | VERSION)
                .putLong(base)
                .flip();
    }

    static ByteBuffer frame(long position, LogRecord record) {
        byte[] bytes = record.encode().getBytes();
        return ByteBuffer.allocate(FRAME_BYTES + bytes.length)
                .putInt(bytes.length)
                .putLong(position)
                .putInt(checksum(bytes.length, position))
                .put(bytes)
                .flip();
    }

    private static int checksum(int length, long position) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(12).putInt(length).putLong(position).flip());
        return (int) checksum.getValue();
    }

    /**
     * Checks the header of a segment.
     *
     * @throws MalformedDataException if it is not the file that its name says
     * @throws UnsupportedVersionException if it is of a newer version
     */
    static void checkHeader(Path file, FileChannel channel, long base) throws IOException {
        ByteBuffer header = read(channel, 0, HEADER_BYTES);
        if (header == null || (header.getLong(0) & ~0xFFFFFFL) != MAGIC) {
            throw new MalformedDataException(file.toString(), "is not a segment of a log", null);
        }
        int version = (int) (header.getLong(0) & 0xFFFFFF);
        if (version > VERSION) {
            throw UnsupportedVersionException.ofForm(file.toString(), version, VERSION);
        }
        if (header.getLong(8) != base) {
            throw new MalformedDataException(
                    file.toString(), "begins at position " + header.getLong(8) + ", not at " + base, null);
        }
    }

    private static @Nullable ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        return read(channel, at, ByteBuffer.allocate(length));
    }

    private static @Nullable ByteBuffer read(FileChannel channel, long at, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, at + bytes.position());
            if (count < 0) {
                return null;
            }
        }
        return bytes.flip();
    }

    /** Returns the length of the record in the frame at a place of the file; empty without a frame with this position. */
    static Optional<Integer> lengthAt(FileChannel channel, long at, long position) throws IOException {
        ByteBuffer header = read(channel, at, FRAME_BYTES);
        if (header == null) {
            return Optional.empty();
        }
        boolean isFrame = header.getLong(4) == position
                && header.getInt(12) == checksum(header.getInt(0), position)
                && header.getInt(0) >= LogRecord.HEADER_BYTES
                && header.getInt(0) <= LogRecord.MAX_BYTES;
        return isFrame ? Optional.of(header.getInt(0)) : Optional.empty();
    }

    /**
     * Reads the frame there.
     *
     * @return empty without a sound frame with this position
     * @throws UnsupportedVersionException if the record is of a newer version
     */
    static Optional<ReadFrame> frameAt(Path file, FileChannel channel, long at, long position) throws IOException {
        Optional<Integer> length = lengthAt(channel, at, position);
        if (length.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length.get()];
        if (read(channel, at + FRAME_BYTES, ByteBuffer.wrap(bytes)) == null) {
            return Optional.empty();
        }
        try {
            LogRecord record = LogRecord.decode("record " + position + " in " + file, Buffer.buffer(bytes));
            return Optional.of(new ReadFrame(new StoredRecord(position, record), at + FRAME_BYTES + length.get()));
        } catch (MalformedDataException e) {
            return Optional.empty();
        }
    }

    /** Finds where the sound frames end. */
    static Extent extent(Path file, FileChannel channel, long base) throws IOException {
        long position = base;
        long at = HEADER_BYTES;
        Optional<ReadFrame> frame = frameAt(file, channel, at, position);
        while (frame.isPresent()) {
            at = frame.get().end();
            position++;
            frame = frameAt(file, channel, at, position);
        }
        return new Extent(position - 1, at);
    }

    /**
     * Returns whether a sound frame stands behind bytes that cannot be read. Then no write was cut short: the damage is to
     * records that may have been acknowledged.
     */
    static boolean hasFrameBehind(Path file, FileChannel channel, Extent extent) throws IOException {
        long size = channel.size();
        for (long at = extent.end() + 1; at + FRAME_BYTES <= size; at++) {
            ByteBuffer header = read(channel, at, FRAME_BYTES);
            long position = header == null ? 0 : header.getLong(4);
            boolean isLater = position > extent.lastPosition() + 1 && position - extent.lastPosition() <= size;
            if (isLater && soundFrame(file, channel, at, position)) {
                return true;
            }
        }
        return false;
    }

    private static boolean soundFrame(Path file, FileChannel channel, long at, long position) throws IOException {
        try {
            return frameAt(file, channel, at, position).isPresent();
        } catch (CodefleetException newer) {
            return true;
        }
    }
}
