package io.codefleet.broker.rabbitmq;

import io.codefleet.redis.test.TestCertificates;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.RabbitTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The smallest rights with which a process works, as {@code docs/guides/rabbitmq.md} lists them, and a server with such users. */
final class RabbitRights {
    /** May do all in virtual host {@code /}. */
    static final String ADMIN = "admin";
    /** Has the rights that the guide gives for all namespaces. */
    static final String FLEET = "fleet";
    /** Has the rights that the guide gives for the namespace {@code team}. */
    static final String TEAM = "team";
    /** Has no rights in any virtual host. */
    static final String STRANGER = "stranger";

    /** The pattern for all namespaces. */
    static final String ALL = "^codefleet:";

    private static final Map<String, String> USERS =
            Map.of(ADMIN, ".*", FLEET, ALL, TEAM, pattern("team"), STRANGER, "");

    private static @Nullable Shared shared;

    private RabbitRights() {}

    /** The pattern for one namespace, for each of configure, write and read. */
    static String pattern(String namespace) {
        return ALL + namespace + ":";
    }

    /**
     * The server of all tests that need none for themselves.
     *
     * @param server the server
     * @param tlsPort where it speaks TLS
     * @param ca the authority that has signed its certificate
     */
    record Shared(RabbitTestServer server, int tlsPort, Path ca) {}

    /** A server for one test. */
    static RabbitTestServer server() {
        return RabbitTestServer.start(List.of(), USERS);
    }

    /** The shared server, which ends with the JVM. */
    static synchronized Shared shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static Shared start() {
        try {
            int port = FreePort.find();
            Path folder = Files.createTempDirectory("codefleet-certificates-");
            TestCertificates files = TestCertificates.in(folder);
            List<String> settings = List.of(
                    "listeners.ssl.1 = 127.0.0.1:" + port,
                    "ssl_options.cacertfile = " + files.ca(),
                    "ssl_options.certfile = " + files.certificate("server"),
                    "ssl_options.keyfile = " + files.key("server"));
            return new Shared(RabbitTestServer.start(settings, USERS), port, files.ca());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
