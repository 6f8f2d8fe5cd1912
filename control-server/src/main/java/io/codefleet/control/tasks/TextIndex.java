package io.codefleet.control.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the rows whose text may contain another text: those that have each of its pairs of neighboring characters. Pairs share a
 * fixed number of bitmaps, so that texts of any script need bounded memory; whether a row does contain the text is for the caller
 * to check. Confined to one thread at a time.
 */
final class TextIndex {
    private static final int BUCKETS = 1 << 12;

    private final @Nullable RoaringBitmap[] buckets = new RoaringBitmap[BUCKETS];

    /** Replaces the text of a row; null: it has none yet. */
    void replace(int row, @Nullable String before, String text) {
        if (before != null) {
            remove(row, before);
        }
        add(row, text);
    }

    void add(int row, String text) {
        forEachBucket(text, bucket -> {
            RoaringBitmap rows = buckets[bucket];
            if (rows == null) {
                rows = new RoaringBitmap();
                buckets[bucket] = rows;
            }
            rows.add(row);
        });
    }

    void remove(int row, String text) {
        forEachBucket(text, bucket -> {
            RoaringBitmap rows = buckets[bucket];
            if (rows != null) {
                rows.remove(row);
                if (rows.isEmpty()) {
                    buckets[bucket] = null;
                }
            }
        });
    }

    /** Returns all rows whose text contains this text of two characters or more, and some others; not to be changed. */
    RoaringBitmap candidates(String text) {
        List<RoaringBitmap> each = new ArrayList<>();
        forEachBucket(text, bucket -> {
            RoaringBitmap rows = buckets[bucket];
            each.add(rows == null ? new RoaringBitmap() : rows);
        });
        return FastAggregation.and(each.iterator());
    }

    private static void forEachBucket(String text, IntConsumer action) {
        for (int i = 1; i < text.length(); i++) {
            action.accept(bucket(text.charAt(i - 1), text.charAt(i)));
        }
    }

    private static int bucket(char first, char second) {
        int mixed = (first * 0x9E3779B1 + second) * 0x85EBCA6B;
        return (mixed >>> 16) & (BUCKETS - 1);
    }
}
