package io.codefleet.broker.inmemory.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts outside the heap, as far as there is memory. They lie in slabs one behind the other. A slab of which half is free again gives what is left to the
 * current one, so that a few texts which stay for long do not keep the memory of all others. Guarded by the store's lock.
 */
final class TextArena {
    /** A shorter text takes about as much of the heap as what stands for it here. */
    static final int MIN_LENGTH = 64;

    private static final int SLAB_BYTES = 1 << 20;
    private static final int MAX_SPARE = 4;
    private static final byte NARROW = 1;
    private static final byte WIDE = 2;

    private final long maxOutside;
    private final Deque<Slab> spare = new ArrayDeque<>();
    private long outside;
    private boolean isExhausted;
    private Slab current;
    private int slabs = 1;

    /** Creates an arena. Connections need memory outside the heap too, which is as large as the heap by default. */
    TextArena() {
        this(Runtime.getRuntime().maxMemory() / 2);
    }

    /**
     * Creates an arena.
     *
     * @param maxOutside how many bytes lie outside the heap at most; more texts lie in the heap
     */
    TextArena(long maxOutside) {
        this.maxOutside = maxOutside;
        this.current = new Slab(SLAB_BYTES);
    }

    /** Place of a text, which may move. */
    static final class ArenaText {
        private @Nullable Slab slab;
        private int at;
        private final int length;

        private ArenaText(int length) {
            this.length = length;
        }

        private Slab slab() {
            if (slab == null) {
                throw new IllegalStateException("the text was freed");
            }
            return slab;
        }

        /** Returns the text, which must not be freed. */
        String value() {
            byte[] bytes = new byte[length];
            slab().bytes.get(at, bytes);
            return decode(bytes);
        }

        /** Frees the text. */
        void free() {
            Slab left = slab();
            slab = null;
            left.free(length);
        }
    }

    private final class Slab {
        final ByteBuffer bytes;
        /** All that were put here, also those that are gone. */
        final List<ArenaText> texts = new ArrayList<>();

        int end;
        int used;

        Slab(int capacity) {
            this.bytes = allocate(capacity);
        }

        boolean hasRoom(int length) {
            return bytes.capacity() - end >= length;
        }

        void put(ArenaText text, ByteBuffer content) {
            bytes.put(end, content, content.position(), text.length);
            text.slab = this;
            text.at = end;
            texts.add(text);
            end += text.length;
            used += text.length;
        }

        void free(int length) {
            used -= length;
            evacuateIfSparse(this);
        }

        void clear() {
            texts.clear();
            end = 0;
            used = 0;
        }
    }

    private ByteBuffer allocate(int capacity) {
        if (!isExhausted && outside + capacity <= maxOutside) {
            try {
                ByteBuffer bytes = ByteBuffer.allocateDirect(capacity);
                outside += capacity;
                return bytes;
            } catch (OutOfMemoryError e) {
                // Each further try would take half a second, as the JVM collects garbage before it gives up.
                isExhausted = true;
            }
        }
        return ByteBuffer.allocate(capacity);
    }

    private void drop(Slab slab) {
        slabs--;
        if (slab.bytes.isDirect()) {
            outside -= slab.bytes.capacity();
            isExhausted = false;
        }
    }

    /** Stores a text. */
    ArenaText put(String value) {
        byte[] bytes = encode(value);
        ArenaText text = new ArenaText(bytes.length);
        if (bytes.length > SLAB_BYTES / 4) {
            slabs++;
            new Slab(bytes.length).put(text, ByteBuffer.wrap(bytes));
        } else {
            append(text, ByteBuffer.wrap(bytes));
        }
        return text;
    }

    /** Returns the characters as they are: a text may have halves of pairs, which UTF-8 cannot hold. */
    private static byte[] encode(String value) {
        byte[] narrow = value.getBytes(StandardCharsets.ISO_8859_1);
        boolean isNarrow = new String(narrow, StandardCharsets.ISO_8859_1).equals(value);
        ByteBuffer bytes = ByteBuffer.allocate(1 + (isNarrow ? narrow.length : 2 * value.length()));
        if (isNarrow) {
            return bytes.put(NARROW).put(narrow).array();
        }
        bytes.put(WIDE).asCharBuffer().put(value);
        return bytes.array();
    }

    private static String decode(byte[] bytes) {
        return bytes[0] == NARROW
                ? new String(bytes, 1, bytes.length - 1, StandardCharsets.ISO_8859_1)
                : ByteBuffer.wrap(bytes, 1, bytes.length - 1).asCharBuffer().toString();
    }

    private void append(ArenaText text, ByteBuffer content) {
        if (!current.hasRoom(text.length)) {
            Slab full = current;
            current = spare.isEmpty() ? newSlab() : spare.pop();
            evacuateIfSparse(full);
        }
        current.put(text, content);
    }

    private Slab newSlab() {
        slabs++;
        return new Slab(SLAB_BYTES);
    }

    private void evacuateIfSparse(Slab slab) {
        if (slab == current || slab.used > slab.bytes.capacity() / 2) {
            return;
        }
        for (ArenaText text : slab.texts) {
            if (text.slab == slab) {
                append(text, slab.bytes.duplicate().position(text.at));
            }
        }
        slab.clear();
        if (slab.bytes.capacity() == SLAB_BYTES && spare.size() < MAX_SPARE) {
            spare.push(slab);
        } else {
            drop(slab);
        }
    }

    /** Returns how many bytes lie outside the heap. */
    long outside() {
        return outside;
    }

    /** Returns how many slabs there are. */
    int slabs() {
        return slabs;
    }
}
