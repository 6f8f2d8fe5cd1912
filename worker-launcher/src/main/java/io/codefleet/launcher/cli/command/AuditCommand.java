package io.codefleet.launcher.cli.command;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Page;
import io.codefleet.json.InfoJson;
import io.codefleet.launcher.cli.output.FleetText;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
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
            "It also shows who approved and rejected what and why, who edited, paused and resumed which schedule, who",
            "acknowledged and silenced which alert, and who created and revoked which API key.",
            "Names are what the clients claim to be (--as)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet audit --action cancelled,purged --within 24h",
            "  codefleet audit --action approved,rejected",
            "  codefleet audit --of 4711                  what was done to one task or worker",
            "  codefleet audit --json | jq -r '.entries[].actor' | sort | uniq -c"
        })
final class AuditCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--actor", paramLabel = "NAME", description = "Only entries of this actor.")
    private @Nullable String actor;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            split = ",",
            completionCandidates = StoredActions.class,
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<AuditAction> actions = List.of();

    @Option(
            names = "--of",
            paramLabel = "ID",
            description = "Only entries about this task, worker, key, schedule or alert.")
    private @Nullable String subject;

    @Option(
            names = "--within",
            paramLabel = "DURATION",
            description = "Only entries of this last period, by the broker's clock.")
    private @Nullable Duration within;

    @Mixin
    private final ListFlags list = new ListFlags();

    @Option(names = "--json", description = "Print {\"entries\":[…],\"next\":\"CURSOR\"}.")
    private boolean json;

    /** Names of the actions that entries have, for the help and the completion. */
    static final class StoredActions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return EnumSet.complementOf(EnumSet.of(AuditAction.UNKNOWN)).stream()
                    .map(Enum::name)
                    .iterator();
        }
    }

    AuditCommand(CommandContext around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        list.check();
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            AuditQuery query = query(session);
            print(list.read((size, from) -> {
                AuditQuery rest = query.pageSize(size);
                return session.fleet().audit(from.map(rest::from).orElse(rest));
            }));
        }
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

    private void print(Page<AuditEntry> page) {
        if (json) {
            ListFlags.printJson(around.terminal(), "entries", page, InfoJson::encode);
        } else {
            FleetText text = new FleetText(around.terminal().outStyle());
            ListFlags.print(around.terminal(), "nothing was done, as far as is kept", page, text::audit);
        }
    }
}
