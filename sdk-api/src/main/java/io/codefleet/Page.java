package io.codefleet;

import java.util.List;
import java.util.Optional;

/**
 * One page of a longer list.
 *
 * @param items what is on it; may be fewer than asked for, even none, while there is a next page
 * @param next the cursor of the next page; absent on the last
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }
}
