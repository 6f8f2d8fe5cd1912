package io.codefleet.broker.log.remote;

import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Caller whose calls carry another actor than that of the client.
 *
 * @param client sends the calls
 * @param actor is in the submits and the audit
 */
record ActorCaller(LeaderClient client, String actor) implements Caller {
    @Override
    public <T> Future<T> call(
            BrokerCall call, Consumer<FieldWriter> arguments, Function<FieldReader, T> reply, Duration wait) {
        return client.call(Optional.of(actor), call, arguments, reply, wait);
    }

    @Override
    public Caller actingAs(String other) {
        return new ActorCaller(client, other);
    }
}
