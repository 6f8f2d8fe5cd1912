package io.codefleet.broker.kafka;

import static org.awaitility.Awaitility.await;

import io.codefleet.kafka.test.KafkaTestOptions;
import io.codefleet.kafka.test.KafkaTestServer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The smallest rights with which a process works, as {@code docs/guides/kafka.md} lists them. */
final class KafkaRights {
    static final List<AclOperation> OPERATIONS = List.of(
            AclOperation.CREATE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.DELETE);

    /** How the names of all topics begin. */
    static final String ALL = "codefleet-";

    private static final String PASSWORD = "se:cret";
    private static final Map<String, String> USERS =
            Map.of("fleet", PASSWORD, "one", PASSWORD, "few", PASSWORD, "nobody", PASSWORD);

    private KafkaRights() {}

    /** The server that the tests share which do not stop it. */
    private static final class Shared {
        static final KafkaTestServer SERVER = start(KafkaTestOptions.DEFAULTS);
    }

    static KafkaTestServer server() {
        return Shared.SERVER;
    }

    /** A server whose user fleet may use all namespaces. */
    static KafkaTestServer start(KafkaTestOptions options) {
        KafkaTestServer server = KafkaTestServer.start(options.users(USERS));
        allow(
                server,
                OPERATIONS.stream()
                        .map(each -> rule("fleet", PatternType.PREFIXED, ALL, each))
                        .toList());
        return server;
    }

    static AclBinding rule(String user, PatternType pattern, String topic, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** What a user of one namespace needs. */
    static List<AclBinding> rules(String user, String namespace) {
        return KafkaNames.of(namespace).all().stream()
                .flatMap(topic -> OPERATIONS.stream().map(each -> rule(user, PatternType.LITERAL, topic, each)))
                .toList();
    }

    static void allow(KafkaTestServer server, Collection<AclBinding> rules) {
        try (Admin admin = server.admin()) {
            admin.createAcls(rules).all().get();
            // The server learns of them a little later than the controller that keeps them.
            await().until(() ->
                    admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(rules));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The URI for a user. */
    static String uri(KafkaTestServer server, String user) {
        return "kafka://" + user + ":se%3Acret@127.0.0.1:" + server.port() + "?mechanism=PLAIN";
    }
}
