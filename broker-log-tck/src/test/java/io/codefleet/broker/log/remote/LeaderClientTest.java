package io.codefleet.broker.log.remote;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.tck.IgnoringListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The session of a client with a leader that is far away. */
@Timeout(90)
class LeaderClientTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    /** A leader whose answers take longer than a client waits: each hello is answered when the next one has come. */
    private static final class LateLeader implements RequestChannel {
        private final MessagePieces requests = new MessagePieces();
        private final MessagePieces replies = new MessagePieces();
        private Handler<Buffer> client = message -> {};
        private long unanswered;

        @Override
        public String clientId() {
            return "client";
        }

        @Override
        public Future<Void> send(Buffer message) {
            requests.join(message)
                    .ifPresent(request -> FieldReader.read("a request", request, from -> {
                        long number = from.number(1);
                        boolean isHello = from.integer(2) == Messages.HELLO;
                        long answered = isHello ? unanswered : number;
                        unanswered = isHello ? number : unanswered;
                        if (answered != 0) {
                            reply(answered);
                        }
                        return true;
                    }));
            return Future.succeededFuture();
        }

        private void reply(long number) {
            replies.cut(Messages.reply(number, Messages.OK, new FieldWriter())).forEach(client::handle);
        }

        @Override
        public void handler(Handler<Buffer> handler) {
            client = handler;
        }

        @Override
        public void lostHandler(Runnable handler) {}

        @Override
        public Future<LeaderChannel> serve(RequestHandler handler) {
            return Future.failedFuture(new UnsupportedOperationException());
        }
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void aSessionBeginsThoughEachAnswerComesBehindTheNextHello() {
        CodefleetOptions options = CodefleetOptions.of("memory:late").commandTimeout(Duration.ofSeconds(10));
        LeaderClient client = new LeaderClient(vertx, context, options, new IgnoringListener(), new LateLeader());
        Broker broker = get(client.connect(client::close));
        get(broker.pause());
        get(broker.close());
    }
}
