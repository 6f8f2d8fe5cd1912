package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.mapreduce.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Kept output of the items, which come in their order: all of it, or for a fold its value and the first failures. */
abstract sealed class MapOutput<T, M, R> implements Consumer<ItemOutcome<T, M>> {
    final List<ItemOutcome<T, M>> items = new ArrayList<>();

    static <T, M, R> MapOutput<T, M, R> of(Reduction<M, R> reduction) {
        return reduction instanceof Reduction.Folded<M, R> fold ? new Folding<>(fold) : new Keeping<>();
    }

    /** Returns the outcomes of the items, as far as they are kept. */
    List<ItemOutcome<T, M>> items() {
        return items;
    }

    abstract boolean keepsAll();

    /** Returns why the items cannot be reduced; empty if they can. */
    abstract Optional<String> failure();

    /** Keeps all. */
    static final class Keeping<T, M, R> extends MapOutput<T, M, R> {
        @Override
        public void accept(ItemOutcome<T, M> item) {
            items.add(item);
        }

        @Override
        boolean keepsAll() {
            return true;
        }

        @Override
        Optional<String> failure() {
            return Optional.empty();
        }

        List<M> values() {
            List<M> values = new ArrayList<>(items.size());
            for (ItemOutcome<T, M> item : items) {
                if (item instanceof ItemOutcome.Done<T, M> done) {
                    values.add(done.value());
                }
            }
            return values;
        }
    }

    /** Puts each value in as it comes. */
    static final class Folding<T, M, R> extends MapOutput<T, M, R> {
        private final Reduction.Folded<M, R> fold;
        private @Nullable R soFar;
        private @Nullable String failure;

        Folding(Reduction.Folded<M, R> fold) {
            this.fold = fold;
            soFar = fold.seed().get();
        }

        @Override
        public void accept(ItemOutcome<T, M> item) {
            if (!(item instanceof ItemOutcome.Done<T, M> done)) {
                if (items.size() < MapReduceResult.MAX_FAILURES) {
                    items.add(item);
                }
            } else if (failure == null) {
                try {
                    soFar = fold.step().apply(soFar, done.value());
                } catch (RuntimeException e) {
                    failure = "its fold failed at item " + item.index() + ": " + e;
                }
            }
        }

        @Override
        boolean keepsAll() {
            return false;
        }

        @Override
        Optional<String> failure() {
            return Optional.ofNullable(failure);
        }

        Optional<R> value() {
            return Optional.ofNullable(soFar);
        }
    }
}
