package io.codefleet.broker.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes to the disk. Tests put a disk in its place that is full or broken. */
interface DiskWriter {
    /** Writes all bytes. */
    default void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    /** Makes sure that what was written survives a crash. */
    default void sync(FileChannel channel) throws IOException {
        channel.force(false);
    }
}
