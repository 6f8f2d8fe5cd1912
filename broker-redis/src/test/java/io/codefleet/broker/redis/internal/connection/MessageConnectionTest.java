package io.codefleet.broker.redis.internal.connection;

import static io.codefleet.testing.FutureResults.get;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The channels of a message connection that is made again. */
class MessageConnectionTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final Context context = vertx.getOrCreateContext();
    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private volatile boolean confirms = true;
    private final FakeRedis redis = new FakeRedis(vertx, this::answer);
    private MessageConnection messages;

    private String answer(List<String> words) {
        asked.add(words);
        boolean isSubscribe = words.get(0).equals("subscribe");
        return !isSubscribe ? "+OK" : confirms ? confirmation(words.get(1)) : "";
    }

    private static String confirmation(String channel) {
        return "*3\r\n$9\r\nsubscribe\r\n$" + channel.length() + "\r\n" + channel + "\r\n:1";
    }

    @BeforeEach
    void connect() {
        CodefleetOptions options =
                CodefleetOptions.of("redis://127.0.0.1:" + get(redis.listen())).commandTimeout(Duration.ofSeconds(30));
        Promise<Void> opened = Promise.promise();
        context.runOnContext(v -> {
            Dialer dialer = Dialer.toNamespace(vertx, context, RedisAddress.of(options), "key");
            messages = new MessageConnection(vertx, context, dialer, (channel, content) -> {});
            messages.open("first").onComplete(opened);
        });
        get(opened.future());
    }

    @AfterEach
    void close() {
        context.runOnContext(v -> messages.close());
    }

    /** Breaks the connection, and waits until the next one has asked for its channels, which is not confirmed. */
    private void reconnect(String channel) {
        confirms = false;
        asked.clear();
        redis.disconnect();
        awaitAsked("subscribe", channel);
    }

    private void awaitAsked(String... command) {
        await().until(() -> asked.contains(List.of(command)));
    }

    @Test
    void aChannelThatComesWhileTheConnectionIsMadeAgainIsSubscribedTo() {
        reconnect("first");
        get(messages.subscribe("second"));
        confirms = true;
        redis.write(confirmation("first"));

        awaitAsked("subscribe", "second");
    }

    @Test
    void aChannelThatGoesWhileTheConnectionIsMadeAgainIsUnsubscribedFrom() {
        get(messages.subscribe("second"));
        reconnect("second");
        messages.unsubscribe("second");
        get(messages.subscribe("second-was-removed"));
        confirms = true;
        redis.write(confirmation("first"));
        redis.write(confirmation("second"));

        awaitAsked("unsubscribe", "second");
    }
}
