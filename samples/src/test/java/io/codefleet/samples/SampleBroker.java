package io.codefleet.samples;

import static io.codefleet.samples.SampleFleet.get;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.Role;
import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.NatsTestServer;
import io.codefleet.testing.RabbitTestServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A broker with a real server where it needs one.
 *
 * @param uri where clients reach it
 * @param workerUri where a worker reaches it
 * @param end ends it
 */
record SampleBroker(String uri, String workerUri, Runnable end) implements AutoCloseable {
    private static final String RABBIT_USER = "fleet";

    private SampleBroker(String uri, Runnable end) {
        this(uri, uri, end);
    }

    static SampleBroker start(Vertx vertx, String scheme, Path folder) throws IOException {
        return switch (scheme) {
            case "redis" -> {
                RedisTestServer redis = RedisTestServer.start();
                yield new SampleBroker(redis.uri(), redis::close);
            }
            case "file" -> new SampleBroker(folderUri(folder), () -> {});
            case "nats" -> {
                NatsTestServer nats = NatsTestServer.start();
                yield new SampleBroker(nats.uri(), nats::close);
            }
            case "amqp" -> {
                RabbitTestServer rabbit = RabbitTestServer.start(List.of(), Map.of(RABBIT_USER, "^codefleet:"));
                yield new SampleBroker(rabbit.uri(RABBIT_USER), rabbit::close);
            }
            case "kafka" -> {
                KafkaTestServer kafka = KafkaTestServer.start();
                yield new SampleBroker(kafka.uri(), kafka::close);
            }
            case "http" -> gateway(vertx, folder);
            default -> throw new IllegalArgumentException("no sample runs on a broker of the scheme " + scheme);
        };
    }

    private static String folderUri(Path folder) {
        return folder.resolve("broker").toUri().toString();
    }

    /** A gateway over a folder; clients and workers know its address and a key of their own, and nothing else. */
    private static SampleBroker gateway(Vertx vertx, Path folder) throws IOException {
        CodefleetClient fleet = get(Codefleet.connect(vertx, CodefleetOptions.of(folderUri(folder))));
        ControlServer control =
                ControlServer.on(vertx, fleet, ControlOptions.builder().build());
        HttpServer server = get(control.router()
                .compose(router ->
                        vertx.createHttpServer().requestHandler(router).listen(FreePort.find(), "127.0.0.1")));
        String address = "http://127.0.0.1:" + server.actualPort() + "?keyFile=";
        return new SampleBroker(
                address + keyFile(control, folder, Role.SUBMITTER),
                address + keyFile(control, folder, Role.WORKER),
                () -> {
                    get(server.close());
                    get(control.close());
                    get(fleet.close());
                });
    }

    private static Path keyFile(ControlServer control, Path folder, Role role) throws IOException {
        String key =
                get(control.keys().issue(role.code(), role, Optional.empty())).token();
        return Files.writeString(folder.resolve(role.code() + ".key"), key);
    }

    @Override
    public void close() {
        end.run();
    }
}
