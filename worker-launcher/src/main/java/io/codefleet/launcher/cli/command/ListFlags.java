package io.codefleet.launcher.cli.command;

import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.launcher.cli.output.Terminal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the shown part of a long list, and for the form of its output; a mixin. */
final class ListFlags {
    private static final int MAX_PAGE = 1000;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "The maximum number of entries. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Continue where an earlier list ended.")
    private @Nullable String cursor;

    int limit() {
        return limit;
    }

    Optional<String> cursor() {
        return Optional.ofNullable(cursor);
    }

    /**
     * Checks the limit of the list.
     *
     * @throws CommandFailure if no list can be so long
     */
    void check() {
        if (limit < 1) {
            throw new CommandFailure("--limit is " + limit + ", must be at least 1");
        }
    }

    /**
     * Reads as many pages as it takes.
     *
     * @param read gives a page of at most so many, from a cursor on
     */
    <T> Page<T> read(BiFunction<Integer, Optional<String>, Future<Page<T>>> read) {
        List<T> items = new ArrayList<>();
        Optional<String> next = cursor();
        do {
            Page<T> page = FleetSession.await(read.apply(Math.min(MAX_PAGE, limit - items.size()), next));
            items.addAll(page.items());
            next = page.next();
        } while (next.isPresent() && items.size() < limit);
        return new Page<>(items, next);
    }

    /** Returns the query of one page. */
    static TaskQuery page(TaskQuery query, int size, Optional<String> from) {
        TaskQuery page = query.pageSize(size);
        return from.isPresent() ? page.from(from.get()) : page;
    }

    /** Prints a list as JSON, under this name. */
    static <T> void printJson(Terminal terminal, String name, Page<T> page, Function<T, JsonObject> encode) {
        JsonArray list = new JsonArray();
        page.items().forEach(item -> list.add(encode.apply(item)));
        JsonObject complete = new JsonObject().put(name, list);
        page.next().ifPresent(more -> complete.put("next", more));
        terminal.out().println(complete.encode());
    }

    /** Prints a list for people. */
    static <T> void print(Terminal terminal, String ifEmpty, Page<T> page, Function<List<T>, List<String>> lines) {
        if (page.items().isEmpty()) {
            terminal.err().println(ifEmpty);
            return;
        }
        lines.apply(page.items()).forEach(terminal.out()::println);
        page.next().ifPresent(more -> terminal.err().println("there are more; go on with --cursor " + more));
    }
}
