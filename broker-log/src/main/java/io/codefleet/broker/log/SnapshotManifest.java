package io.codefleet.broker.log;

import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Manifest that completes a snapshot. A successor reads the pieces in their order and then the log from {@code position} on.
 *
 * @param snapshot the name of the snapshot
 * @param position the last record of which the snapshot holds the effect; records behind it may be in it too
 * @param term the term of that record
 * @param index its index
 * @param time its time, in microseconds since 1970
 * @param pieces how many pieces there are
 * @param checksum the CRC-32C over all pieces
 */
public record SnapshotManifest(
        String snapshot, long position, long term, long index, long time, int pieces, long checksum) {
    private static final int VERSION = 1;

    /** Returns the manifest as bytes. */
    public Buffer encode() {
        return new JsonObject()
                .put("v", VERSION)
                .put("snapshot", snapshot)
                .put("position", position)
                .put("term", term)
                .put("index", index)
                .put("time", time)
                .put("pieces", pieces)
                .put("checksum", checksum)
                .toBuffer();
    }

    /**
     * Reads a manifest.
     *
     * @param what names the manifest in messages
     * @throws MalformedDataException if it cannot be read
     * @throws UnsupportedVersionException if it is of a newer version
     */
    public static SnapshotManifest decode(String what, Buffer bytes) {
        try {
            JsonObject json = new JsonObject(bytes);
            int version = json.getInteger("v");
            if (version > VERSION) {
                throw UnsupportedVersionException.ofForm(what, version, VERSION);
            }
            return new SnapshotManifest(
                    json.getString("snapshot"),
                    json.getLong("position"),
                    json.getLong("term"),
                    json.getLong("index"),
                    json.getLong("time"),
                    json.getInteger("pieces"),
                    json.getLong("checksum"));
        } catch (UnsupportedVersionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MalformedDataException(
                    what, "its form is wrong (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
