package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.Outcome;
import io.codefleet.Task;
import io.codefleet.error.UnusableAnswerException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ChildTasks.ChildOutcome;
import io.codefleet.internal.orchestration.JsonBlock;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.BatchPrompt;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.Mapping;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Neighboring items together in one task, as many as its prompt takes; which ones depends on the items alone. An item that gets
 * no value that way is asked about alone.
 */
final class BatchTasks<T, M> implements ItemTasks<T> {
    private final Runs runs;
    private final ChildTasks children;
    private final Mapping.InBatches<T, M> mapping;
    private final BatchPrompt<? super T> prompt;
    private final Listener<T, M> listener;
    private List<Worded<T>> batch = new ArrayList<>();
    private int batchTokens;
    /** What a prompt has without items; counted by the first worker thread, before the context reads it. */
    private volatile int frame = -1;

    /**
     * An item in words.
     *
     * @param tokens what it adds to a prompt
     */
    private record Worded<T>(long index, T item, BatchPrompt.Entry entry, int tokens) {}

    BatchTasks(Runs runs, ChildTasks children, Mapping.InBatches<T, M> mapping, Listener<T, M> listener) {
        this.runs = runs;
        this.children = children;
        this.mapping = mapping;
        this.prompt = mapping.prompt();
        this.listener = listener;
    }

    @Override
    public int room() {
        return children.free() > 0 ? prompt.maxItems() : 0;
    }

    @Override
    public Future<Void> take(long first, List<T> items) {
        List<Worded<T>> worded = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            T item = items.get(i);
            try {
                String text = prompt.text().apply(item);
                worded.add(new Worded<>(first + i, item, new BatchPrompt.Entry(Long.toString(first + i), text), 0));
            } catch (RuntimeException e) {
                listener.ended(ItemOutcomes.withoutOutcome(first + i, item, e, listener), false);
            }
        }
        return runs.vertx()
                .executeBlocking(() -> counted(worded), false)
                .onSuccess(counted -> counted.forEach(this::add))
                .onFailure(failure -> worded.forEach(each -> endWithout(each, failure)))
                .transform(counted -> Future.succeededFuture());
    }

    /** Counts the tokens of items. Called on a worker thread, as counting takes time. */
    private List<Worded<T>> counted(List<Worded<T>> items) {
        if (frame < 0) {
            frame = tokens(List.of());
        }
        return items.stream()
                .map(each -> new Worded<>(each.index(), each.item(), each.entry(), tokensMoreWith(each.entry())))
                .toList();
    }

    /**
     * Returns how many tokens an entry adds to a prompt. It counts the entry as the second of two, so that the text between
     * them is included.
     */
    private int tokensMoreWith(BatchPrompt.Entry entry) {
        return tokens(List.of(entry, entry)) - tokens(List.of(entry)) + TokenCounting.SEAM;
    }

    private int tokens(List<BatchPrompt.Entry> entries) {
        return prompt.tokens().count(prompt.task(entries).prompt());
    }

    private void add(Worded<T> item) {
        boolean full =
                frame + batchTokens + item.tokens() > prompt.maxPromptTokens() || batch.size() == prompt.maxItems();
        if (full && !batch.isEmpty()) {
            flush();
        }
        batch.add(item);
        batchTokens += item.tokens();
    }

    @Override
    public void flush() {
        List<Worded<T>> items = batch;
        batch = new ArrayList<>();
        batchTokens = 0;
        if (items.size() == 1) {
            askAlone(items.get(0));
        } else if (!items.isEmpty()) {
            askTogether(items);
        }
    }

    private Task task(List<Worded<T>> items) {
        return prompt.task(items.stream().map(Worded::entry).toList());
    }

    private void askTogether(List<Worded<T>> items) {
        String name = "map#" + items.get(0).index() + "-"
                + items.get(items.size() - 1).index();
        children.run(name, task(items)).onComplete(ended -> {
            if (ended.failed()) {
                items.forEach(each -> endWithout(each, ended.cause()));
            } else {
                ended(items, ended.result());
            }
        });
    }

    private void ended(List<Worded<T>> items, ChildOutcome child) {
        if (!(child.outcome() instanceof Outcome.Completed completed)) {
            items.forEach(this::askAlone);
            return;
        }
        Map<?, ?> answers = answersIn(completed);
        for (Worded<T> each : items) {
            ItemOutcome<T, M> outcome = outcome(each, completed, answers);
            if (outcome instanceof ItemOutcome.Done) {
                listener.ended(outcome, child.found());
            } else {
                askAlone(each);
            }
        }
    }

    private void askAlone(Worded<T> item) {
        children.run("map#" + item.index(), task(List.of(item))).onComplete(ended -> {
            if (ended.failed()) {
                endWithout(item, ended.cause());
            } else if (ended.result().outcome() instanceof Outcome.Completed completed) {
                listener.ended(
                        outcome(item, completed, answersIn(completed)),
                        ended.result().found());
            } else {
                listener.ended(
                        new ItemOutcome.Failed<>(
                                item.index(),
                                item.item(),
                                ItemOutcomes.errorOf(ended.result().outcome())),
                        ended.result().found());
            }
        });
    }

    private void endWithout(Worded<T> item, Throwable cause) {
        listener.ended(ItemOutcomes.withoutOutcome(item.index(), item.item(), cause, listener), false);
    }

    private static Map<?, ?> answersIn(Outcome.Completed completed) {
        Optional<Object> json = completed.result().output().or(() -> JsonBlock.of(completed.result()));
        return json.isPresent() && json.get() instanceof Map<?, ?> map ? map : Map.of();
    }

    private ItemOutcome<T, M> outcome(Worded<T> item, Outcome.Completed completed, Map<?, ?> answers) {
        Object answer = answers.get(item.entry().key());
        try {
            if (answer != null) {
                return new ItemOutcome.Done<>(
                        item.index(),
                        item.item(),
                        completed.taskId(),
                        mapping.value().apply(item.item(), answer));
            }
            return unusable(
                    item,
                    completed,
                    "there is no JSON object in it with the key " + item.entry().key(),
                    null);
        } catch (RuntimeException e) {
            return unusable(item, completed, e.toString(), e);
        }
    }

    private ItemOutcome<T, M> unusable(
            Worded<T> item, Outcome.Completed completed, String fault, @Nullable RuntimeException cause) {
        return new ItemOutcome.Failed<>(
                item.index(), item.item(), new UnusableAnswerException(completed.taskId(), item.index(), fault, cause));
    }
}
