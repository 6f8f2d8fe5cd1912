package io.codefleet.launcher.cli.command;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.auth.ApiKey;
import io.codefleet.control.auth.ApiKeys;
import io.codefleet.control.auth.Role;
import io.codefleet.control.auth.SharedKeyStore;
import io.codefleet.error.CodefleetException;
import io.codefleet.launcher.cli.output.Table;
import io.codefleet.launcher.cli.output.Terminal;
import io.codefleet.launcher.cli.output.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
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
import picocli.CommandLine.Parameters;

/** Shows the API keys of the control planes of a fleet. */
@Command(
        name = "keys",
        sortOptions = false,
        description = {
            "Shows the API keys that the fleet's control planes accept; 'create' and 'revoke' change them.",
            "It goes to the broker, so that the first key can be made before a control plane runs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  codefleet keys create ann --role admin",
            "  (umask 077; codefleet keys create build-7 --role submitter --days 30 > build-7.key)",
            "  codefleet keys create bob --role operator --namespace team-a --also-in team-b,team-c",
            "  codefleet keys revoke 0123456789ab"
        })
class KeysCommand implements Callable<Integer> {
    private final CommandContext around;

    @Mixin
    private final BrokerFlags broker = new BrokerFlags();

    @Option(names = "--json", description = "Print {\"items\":[…]}.")
    private boolean json;

    KeysCommand(CommandContext around) {
        this.around = around;
    }

    static List<Object> commands(CommandContext around) {
        return List.of(new ListKeys(around), new CreateKey(around), new RevokeKey(around));
    }

    private static ApiKeys keys(FleetSession session) {
        CodefleetClient fleet = session.fleet();
        return new ApiKeys(new SharedKeyStore(fleet), fleet.options().namespace(), Clock.systemUTC());
    }

    @Override
    public Integer call() {
        try (FleetSession session = FleetSession.open(broker.remoteOptions(around))) {
            print(around.terminal(), FleetSession.await(keys(session).list()));
        }
        return ExitCode.OK;
    }

    private void print(Terminal terminal, List<ApiKey> keys) {
        if (json) {
            JsonArray items = new JsonArray();
            keys.forEach(key -> items.add(key.json()));
            terminal.out().println(new JsonObject().put("items", items).encode());
            return;
        }
        Table table =
                new Table(terminal.outStyle(), "ID", "OWNER", "ROLE", "NAMESPACES", "CREATED", "ENDS", "LAST USED");
        for (ApiKey key : keys) {
            table.row(
                    key.id(),
                    key.owner(),
                    key.role().code(),
                    String.join(" ", key.namespaces()),
                    Text.time(key.createdAt()),
                    key.expiresAt().map(Text::time).orElse("never"),
                    key.lastUsedAt().map(Text::time).orElse("never"));
        }
        table.lines().forEach(terminal.out()::println);
        if (keys.isEmpty()) {
            terminal.err().println("there are no keys; make one with codefleet keys create");
        }
    }

    /** The same by a name of its own. */
    @Command(name = "list", sortOptions = false, description = "Shows the keys, without their secrets.")
    static final class ListKeys extends KeysCommand {
        ListKeys(CommandContext around) {
            super(around);
        }
    }

    /** Creates a key. */
    @Command(
            name = "create",
            sortOptions = false,
            description = {
                "Creates a key and prints it, this once. Only its hash is kept.",
                "The key is for one owner, as whom its holder appears in 'codefleet audit', and for one namespace unless "
                        + "--also-in names more."
            })
    static final class CreateKey implements Callable<Integer> {
        private final CommandContext around;

        @Parameters(paramLabel = "OWNER", description = "Who holds it, such as ann or build-7.")
        private @Nullable String owner;

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "observer, submitter, operator or admin for people and programs; worker for machines.")
        private @Nullable String role;

        @Option(names = "--days", paramLabel = "NUMBER", description = "When it ends, at most 366. Default: 90")
        private @Nullable Integer days;

        @Option(
                names = "--also-in",
                paramLabel = "NAMESPACE",
                split = ",",
                description = "Further namespaces of the same broker in which it is accepted; may be repeated.")
        private List<String> others = List.of();

        @Mixin
        private final BrokerFlags broker = new BrokerFlags();

        CreateKey(CommandContext around) {
            this.around = around;
        }

        @Override
        public Integer call() {
            if (days != null && days < 1) {
                throw new CommandFailure("--days is " + days + ", must be at least 1");
            }
            Role of = Role.of(String.valueOf(role));
            Optional<Instant> end =
                    Optional.ofNullable(days).map(count -> Instant.now().plus(Duration.ofDays(count)));
            CodefleetOptions own = broker.remoteOptions(around);
            // A name that no namespace can have is refused before anything is stored.
            List<CodefleetOptions> further = others.stream().map(own::namespace).toList();
            try (FleetSession session = FleetSession.open(own)) {
                ApiKeys.IssuedKey issued =
                        FleetSession.await(keys(session).issue(String.valueOf(owner), of, end, others));
                adopt(session, issued.key(), further);
                around.terminal().out().println(issued.token());
                around.terminal()
                        .err()
                        .println("The key " + issued.key().id() + " of " + owner + " has the role " + of.code()
                                + " and ends at "
                                + issued.key().expiresAt().map(Text::time).orElse("no time") + ".");
            }
            return ExitCode.OK;
        }

        /** Adds a key to the further namespaces. Removes the key from all namespaces if one of them fails. */
        private static void adopt(FleetSession own, ApiKey key, List<CodefleetOptions> further) {
            try {
                for (CodefleetOptions other : further) {
                    try (FleetSession session = FleetSession.open(other)) {
                        FleetSession.await(keys(session).adopt(key).map(true));
                    }
                }
            } catch (CommandFailure | CodefleetException e) {
                FleetSession.await(keys(own).revoke(key.id()));
                revokeElsewhere(key.id(), further);
                throw e;
            }
        }
    }

    /** Ends a key in these namespaces, and returns those where that failed, each with the reason. */
    private static List<String> revokeElsewhere(String id, List<CodefleetOptions> namespaces) {
        List<String> failed = new ArrayList<>();
        for (CodefleetOptions other : namespaces) {
            try (FleetSession session = FleetSession.open(other)) {
                FleetSession.await(keys(session).revoke(id));
            } catch (CommandFailure | CodefleetException e) {
                failed.add(other.namespace() + " (" + e.getMessage() + ")");
            }
        }
        return failed;
    }

    /** Ends a key. */
    @Command(
            name = "revoke",
            sortOptions = false,
            description = {
                "Ends a key. Control planes refuse it within 10 seconds, and end its streams within 30.",
                "The id is the part of a key between its two underscores. A key for several namespaces ends in all of them."
            })
    static final class RevokeKey implements Callable<Integer> {
        private final CommandContext around;

        @Parameters(paramLabel = "ID", description = "The key's id.")
        private @Nullable String id;

        @Mixin
        private final BrokerFlags broker = new BrokerFlags();

        RevokeKey(CommandContext around) {
            this.around = around;
        }

        @Override
        public Integer call() {
            CodefleetOptions own = broker.remoteOptions(around);
            String key = String.valueOf(id);
            List<String> failed;
            try (FleetSession session = FleetSession.open(own)) {
                // the own record names the others, so it goes last: the command can be repeated
                failed = KeysCommand.revokeElsewhere(key, others(session, own));
                if (!FleetSession.await(keys(session).revoke(key))) {
                    throw new CommandFailure("there is no key " + key + "; codefleet keys shows all");
                }
            }
            if (!failed.isEmpty()) {
                throw new CommandFailure("the key " + key + " is revoked in " + own.namespace()
                        + ", and still accepted in " + String.join(", ", failed)
                        + "; revoke it there by --namespace");
            }
            around.terminal().err().println("The key " + key + " is revoked.");
            return ExitCode.OK;
        }

        /** Returns the further namespaces of the key. */
        private List<CodefleetOptions> others(FleetSession session, CodefleetOptions own) {
            return FleetSession.await(keys(session).list()).stream()
                    .filter(key -> key.id().equals(id))
                    .flatMap(key -> key.namespaces().stream())
                    .filter(name -> !name.equals(own.namespace()))
                    .map(own::namespace)
                    .toList();
        }
    }
}
