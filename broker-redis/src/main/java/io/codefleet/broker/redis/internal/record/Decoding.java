package io.codefleet.broker.redis.internal.record;

import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is stored. Whatever goes wrong with a record, the record is damaged, and the others are not. */
public final class Decoding {
    private static final Logger log = LoggerFactory.getLogger(Decoding.class);

    private Decoding() {}

    /**
     * Reads one record.
     *
     * @throws MalformedDataException if it cannot be read, for whatever reason but a newer version
     * @throws UnsupportedVersionException if it is of a newer version
     */
    public static <T> T decode(String what, Supplier<T> record) {
        try {
            return record.get();
        } catch (MalformedDataException | UnsupportedVersionException e) {
            throw e;
        } catch (RuntimeException e) {
            // Its message may quote the data.
            throw new MalformedDataException(
                    what, "its form is wrong (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** Reads one record of many; empty if it is damaged, or of a newer version. */
    public static <T> Optional<T> lenient(String what, Supplier<Optional<T>> record) {
        try {
            return decode(what, record);
        } catch (MalformedDataException | UnsupportedVersionException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("data that cannot be read is left out");
            return Optional.empty();
        }
    }

    /** Reads all records that can be read, in order. */
    public static <T> List<T> each(String what, Response records, Function<Response, Optional<T>> read) {
        List<T> sound = new ArrayList<>(records.size());
        for (Response record : records) {
            lenient(what, () -> read.apply(record)).ifPresent(sound::add);
        }
        return sound;
    }
}
