package io.codefleet.internal.stream;

import java.util.Optional;

/**
 * Record of the items that a {@link QueuedStream} drops. Its methods are called on the context of the stream.
 *
 * @param <T> what the stream carries
 */
public interface DropRecord<T> {
    /** Adds an item that is dropped. */
    void add(T item);

    /** Returns an item that is to be delivered, with a report of what was dropped before it. */
    T reportedWith(T item);

    /** Returns an item that reports drops which no delivered item has reported; absent if there are none. */
    Optional<T> rest();

    /** Returns a record that reports nothing. */
    static <T> DropRecord<T> none() {
        return new DropRecord<>() {
            @Override
            public void add(T item) {}

            @Override
            public T reportedWith(T item) {
                return item;
            }

            @Override
            public Optional<T> rest() {
                return Optional.empty();
            }
        };
    }
}
