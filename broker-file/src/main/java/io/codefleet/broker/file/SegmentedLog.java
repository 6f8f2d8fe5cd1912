package io.codefleet.broker.file;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.MalformedDataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a namespace in segments, whose names are the positions of their first records. Only the process that holds the lock
 * appends. Blocks; for one thread at a time.
 */
final class SegmentedLog implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(SegmentedLog.class);
    private static final String SUFFIX = ".log";

    private final Path folder;
    private final long segmentBytes;
    private final DiskWriter disk;
    private @Nullable Writer writer;

    /** Where a read ended: the next one continues there. */
    private Place readTo = new Place(0, 0, 0);

    private record Place(long base, long position, long offset) {}

    /** The end of the log, to which this process appends. */
    private static final class Writer {
        final FileChannel channel;
        long last;
        long end;
        boolean isBroken;

        Writer(FileChannel channel, Segment.Extent extent) {
            this.channel = channel;
            this.last = extent.lastPosition();
            this.end = extent.end();
        }
    }

    SegmentedLog(Path folder, long segmentBytes, DiskWriter disk) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.disk = disk;
    }

    private NavigableMap<Long, Path> segments() throws IOException {
        TreeMap<Long, Path> segments = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().matches("\\d{19}\\.log"))
                    .forEach(file -> segments.put(
                            Long.parseLong(file.getFileName().toString().replace(SUFFIX, "")), file));
        }
        return segments;
    }

    // ---- writing

    /**
     * Makes the end of the log ready for appends: cuts off a record that a crash has left unfinished.
     *
     * @throws MalformedDataException if a record before the end cannot be read
     */
    void openEnd() throws IOException {
        closeEnd();
        Map.Entry<Long, Path> last = segments().lastEntry();
        if (last == null) {
            writer = create(1);
            return;
        }
        Path file = last.getValue();
        if (Files.size(file) < Segment.HEADER_BYTES) {
            // A crash came while the file was made; it holds nothing.
            Files.delete(file);
            writer = create(last.getKey());
            return;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Segment.checkHeader(file, channel, last.getKey());
            Segment.Extent extent = Segment.extent(file, channel, last.getKey());
            cutTorn(file, channel, extent);
            writer = new Writer(channel, extent);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void cutTorn(Path file, FileChannel channel, Segment.Extent extent) throws IOException {
        long torn = channel.size() - extent.end();
        if (torn == 0) {
            return;
        }
        if (Segment.hasFrameBehind(file, channel, extent)) {
            throw new MalformedDataException(
                    file.toString(),
                    "record " + (extent.lastPosition() + 1)
                            + " is damaged, and records behind it are not; restore the folder from a copy",
                    null);
        }
        log.warn(
                "cut {} bytes of an unfinished record off {}: a process or the machine stopped while it was written",
                torn,
                file);
        channel.truncate(extent.end());
        channel.force(true);
    }

    private Writer create(long base) throws IOException {
        Path file = folder.resolve(String.format(Locale.ROOT, "%019d%s", base, SUFFIX));
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            channel.truncate(0);
            disk.write(channel, Segment.header(base), 0);
            disk.sync(channel);
            BrokerFolder.syncFolder(folder);
            return new Writer(channel, new Segment.Extent(base - 1, Segment.HEADER_BYTES));
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Appends and returns the position. */
    long append(long after, LogRecord record) {
        Writer to = writer;
        if (to == null || to.last != after) {
            throw new AppendException(
                    AppendException.Kind.REFUSED,
                    to == null ? "this process does not lead" : "the log ends at " + to.last + ", not at " + after,
                    null);
        }
        if (to.isBroken) {
            throw new AppendException(
                    AppendException.Kind.FAILED, "an earlier write to " + folder + " could not be undone", null);
        }
        try {
            if (to.end >= segmentBytes) {
                Writer next = create(to.last + 1);
                to.channel.close();
                writer = next;
                return write(next, record);
            }
            return write(to, record);
        } catch (IOException e) {
            throw new AppendException(
                    AppendException.Kind.FAILED,
                    "cannot write to " + folder + ": " + e.getMessage() + "; free space there or restore the disk",
                    e);
        }
    }

    private long write(Writer to, LogRecord record) throws IOException {
        ByteBuffer frame = Segment.frame(to.last + 1, record);
        int length = frame.remaining();
        try {
            disk.write(to.channel, frame, to.end);
            disk.sync(to.channel);
        } catch (IOException e) {
            undo(to);
            throw e;
        }
        to.end += length;
        to.last++;
        return to.last;
    }

    private static void undo(Writer to) {
        try {
            to.channel.truncate(to.end);
            to.channel.force(true);
        } catch (IOException e) {
            // Nothing more is appended here; the next leader finds the end by reading.
            to.isBroken = true;
        }
    }

    /** Deletes segments of which all records are before the position, but never the last one. */
    void truncateBefore(long position) throws IOException {
        NavigableMap<Long, Path> segments = segments();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            Long next = segments.higherKey(segment.getKey());
            if (next == null || next > position) {
                return;
            }
            Files.delete(segment.getValue());
        }
    }

    void closeEnd() throws IOException {
        if (writer != null) {
            writer.channel.close();
            writer = null;
        }
    }

    // ---- reading

    List<StoredRecord> read(long after, int maxBytes) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        NavigableMap<Long, Path> segments = segments();
        if (segments.isEmpty()) {
            return records;
        }
        long next = Math.max(after + 1, segments.firstKey());
        int left = maxBytes;
        while (left > 0) {
            Map.Entry<Long, Path> segment = segments.floorEntry(next);
            int before = records.size();
            left -= read(segment.getKey(), segment.getValue(), next, left, records);
            next += records.size() - before;
            Long following = segments.higherKey(segment.getKey());
            if (following == null) {
                return records;
            }
            if (left > 0 && next < following) {
                throw new MalformedDataException(
                        segment.getValue().toString(),
                        "record " + next + " is damaged or missing; restore the folder from a copy",
                        null);
            }
        }
        return records;
    }

    /** Reads on in one segment; returns how many bytes it took. */
    private int read(long base, Path file, long from, int maxBytes, List<StoredRecord> to) throws IOException {
        int bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Segment.checkHeader(file, channel, base);
            long position = from;
            long at = offsetOf(channel, base, from);
            Optional<Segment.ReadFrame> frame =
                    at < 0 ? Optional.empty() : Segment.frameAt(file, channel, at, position);
            while (frame.isPresent() && bytes < maxBytes) {
                to.add(frame.get().stored());
                bytes += (int) (frame.get().end() - at);
                at = frame.get().end();
                position++;
                readTo = new Place(base, position, at);
                frame = Segment.frameAt(file, channel, at, position);
            }
        }
        return bytes;
    }

    private long offsetOf(FileChannel channel, long base, long wanted) throws IOException {
        boolean goesOn = readTo.base() == base && readTo.position() <= wanted;
        long position = goesOn ? readTo.position() : base;
        long at = goesOn ? readTo.offset() : Segment.HEADER_BYTES;
        while (position < wanted) {
            Optional<Integer> length = Segment.lengthAt(channel, at, position);
            if (length.isEmpty()) {
                return -1;
            }
            at += Segment.FRAME_BYTES + length.get();
            position++;
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        closeEnd();
    }
}
