package io.codefleet.broker.nats;

import io.codefleet.testing.NatsTestServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The smallest rights with which a process works, as {@code docs/guides/nats.md} lists them. */
final class NatsRights {
    static final String JETSTREAM = "jetstream { store_dir: FOLDER, max_file: 2G }\n";

    private NatsRights() {}

    /** The subjects to which a user of one namespace publishes; with {@code *} one of all namespaces. */
    static List<String> publish(String namespace) {
        NatsNames names = NatsNames.of(namespace);
        boolean isAll = namespace.equals("*");
        Stream<String> requests = Stream.of("STREAM.INFO", "STREAM.CREATE", "STREAM.PURGE", "STREAM.MSG.GET")
                .flatMap(verb -> isAll
                        ? Stream.of(verb + ".*")
                        : Stream.of(verb + "." + names.logStream(), verb + "." + names.snapshotStream()));
        String direct = "DIRECT.GET." + (isAll ? "*" : names.logStream());
        return Stream.concat(
                        Stream.of(subjects(namespace)),
                        Stream.concat(requests, Stream.of(direct)).map(verb -> "$JS.API." + verb))
                .toList();
    }

    /** The subjects of one namespace. */
    static String subjects(String namespace) {
        return "codefleet." + NatsNames.of(namespace).namespace() + ".>";
    }

    static String user(String name, List<String> publish, String subscribe) {
        String subjects = publish.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "));
        return "{ user: " + name + ", password: \"se:cret\", permissions: { publish: [" + subjects + "], subscribe: [\""
                + subscribe + "\"] } }\n";
    }

    static String user(String name, String namespace) {
        return user(name, publish(namespace), subjects(namespace));
    }

    /** A server with these users. */
    static NatsTestServer server(String... users) {
        return NatsTestServer.start(JETSTREAM + "authorization { users: [\n" + String.join("", users) + "] }\n");
    }

    /** The URI for a user. */
    static String uri(NatsTestServer server, String user) {
        return "nats://" + user + ":se%3Acret@127.0.0.1:" + server.port();
    }
}
