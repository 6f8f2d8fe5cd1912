package io.codefleet.broker.log.remote;

import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** Sends one call to where it is made. */
interface Caller {
    /**
     * Makes a call.
     *
     * @param arguments writes the arguments
     * @param reply reads the answer
     * @param wait how long the call itself may wait; zero for one that is answered at once
     */
    <T> Future<T> call(BrokerCall call, Consumer<FieldWriter> arguments, Function<FieldReader, T> reply, Duration wait);

    /** Returns one whose calls are made by another actor. */
    Caller actingAs(String actor);
}
