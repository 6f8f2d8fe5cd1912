package io.codefleet.control.auth;

import io.codefleet.error.UnsupportedVersionException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of API keys in a store at one time.
 *
 * @param keys those that can be read, by id
 * @param newer the fault of each record of a newer version, by the id of its key; such a key admits nobody
 */
public record KeyRecords(Map<String, ApiKey> keys, Map<String, UnsupportedVersionException> newer) {
    /** Copies both. */
    public KeyRecords {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        newer = Map.copyOf(newer);
    }

    /** Returns records that can all be read. */
    public static KeyRecords of(List<ApiKey> keys) {
        Map<String, ApiKey> byId = new LinkedHashMap<>();
        keys.forEach(key -> byId.put(key.id(), key));
        return new KeyRecords(byId, Map.of());
    }

    /** Returns whether there is a record of the key with this id, readable or not. */
    boolean has(String id) {
        return keys.containsKey(id) || newer.containsKey(id);
    }

    /**
     * Returns the record of the key with this id.
     *
     * @throws UnsupportedVersionException if it is of a newer version
     */
    public Optional<ApiKey> find(String id) {
        UnsupportedVersionException fault = newer.get(id);
        if (fault != null) {
            throw fault;
        }
        return Optional.ofNullable(keys.get(id));
    }
}
