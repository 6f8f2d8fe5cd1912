package io.codefleet.launcher.command;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Page;
import io.codefleet.launcher.output.FleetText;
import io.codefleet.wire.InfoJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who did what. */
@Command(
        name = "audit",
        sortOptions = false,
        description = {
            "Shows who submitted, replayed, cancelled, purged, commanded, paused and resumed what, the newest first.",
            "Names are what the clients claim to be (--as)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet audit --action cancelled,purged --within 24h",
            "  codefleet audit --of 4711                  what was done to one task or worker",
            "  codefleet audit --json | jq -r '.entries[].actor' | sort | uniq -c"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int MAX_PAGE = 1000;

    private final Surroundings around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--actor", paramLabel = "NAME", description = "Only what this one did.")
    private @Nullable String actor;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            split = ",",
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<AuditAction> actions = List.of();

    @Option(names = "--of", paramLabel = "ID", description = "Only what was done to this task or worker.")
    private @Nullable String subject;

    @Option(names = "--within", paramLabel = "DURATION", description = "Only the last so long, by the broker's clock.")
    private @Nullable Duration within;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where an earlier list ended.")
    private @Nullable String cursor;

    @Option(names = "--json", description = "Print {\"entries\":[…],\"next\":\"CURSOR\"}.")
    private boolean json;

    AuditCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandFailure("--limit is " + limit + ", must be at least 1");
        }
        List<AuditEntry> entries = new ArrayList<>();
        Optional<String> next = Optional.ofNullable(cursor);
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            AuditQuery query = query(session);
            do {
                AuditQuery rest = query.pageSize(Math.min(MAX_PAGE, limit - entries.size()));
                Page<AuditEntry> page = FleetSession.await(
                        session.fleet().audit(next.map(rest::from).orElse(rest)));
                entries.addAll(page.items());
                next = page.next();
            } while (next.isPresent() && entries.size() < limit);
        }
        print(entries, next);
        return ExitCode.OK;
    }

    private AuditQuery query(FleetSession session) {
        AuditQuery query = AuditQuery.ALL.actions(actions.toArray(AuditAction[]::new));
        if (actor != null) {
            query = query.actor(actor);
        }
        if (subject != null) {
            query = query.subject(subject);
        }
        if (within != null) {
            Instant now = FleetSession.await(session.fleet().stats()).at();
            query = query.since(now.minus(within));
        }
        return query;
    }

    private void print(List<AuditEntry> entries, Optional<String> next) {
        PrintStream out = around.terminal().out();
        if (json) {
            JsonArray list = new JsonArray();
            entries.forEach(entry -> list.add(InfoJson.encode(entry)));
            JsonObject whole = new JsonObject().put("entries", list);
            next.ifPresent(more -> whole.put("next", more));
            out.println(whole.encode());
            return;
        }
        if (entries.isEmpty()) {
            around.terminal().err().println("nothing was done, as far as is kept");
            return;
        }
        new FleetText(around.terminal().outStyle()).audit(entries).forEach(out::println);
        next.ifPresent(more -> around.terminal().err().println("there are more; go on with --cursor " + more));
    }
}
