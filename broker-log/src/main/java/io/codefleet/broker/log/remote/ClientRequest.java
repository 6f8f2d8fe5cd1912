package io.codefleet.broker.log.remote;

import io.codefleet.broker.Broker;
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** One message of a client, for a server that knows from elsewhere who the client is. */
public final class ClientRequest {
    private final long number;
    private final int call;
    private final Buffer arguments;
    private final boolean namesActor;

    private ClientRequest(long number, int call, Buffer arguments, boolean namesActor) {
        this.number = number;
        this.call = call;
        this.arguments = arguments;
        this.namesActor = namesActor;
    }

    /**
     * Reads a message.
     *
     * @throws MalformedDataException if it cannot be read
     */
    public static ClientRequest read(Buffer message) {
        return FieldReader.read("a message of a client", message, from -> {
            int call = from.integer(2);
            // What a client says of itself in a hello is not read, and not kept while it waits for its answer.
            Buffer arguments = call == Messages.HELLO ? Buffer.buffer() : from.buffer(3);
            return new ClientRequest(
                    from.number(1), call, arguments, from.optionalText(4).isPresent());
        });
    }

    /** Returns whether it begins a session. */
    public boolean isHello() {
        return call == Messages.HELLO;
    }

    /** Returns whether it ends a session; it has no answer. */
    public boolean isLeave() {
        return call == Messages.LEAVE;
    }

    /** Returns the call that it asks for; absent for a call that is not known here, and for a message that is not a call. */
    public Optional<BrokerCall> call() {
        return BrokerCall.find(call);
    }

    /** Returns whether the call may wait for something to happen. */
    public boolean mayWait() {
        return call == BrokerCall.RECEIVE.number() || call == BrokerCall.EVENTS.number();
    }

    /** Returns the size of the arguments of the call, in bytes. */
    public int argumentBytes() {
        return arguments.length();
    }

    /** Makes the call; the future gives the message that answers it, and never fails. A call in the name of another actor is refused. */
    public Future<Buffer> make(Broker broker) {
        if (call().isEmpty()) {
            return Future.succeededFuture(refusal(BrokerCall.unknown(call)));
        }
        if (namesActor) {
            return Future.succeededFuture(refusal(new BrokerRefusedException(
                    "a client of a gateway acts in the name of its key only, and cannot act for others", null)));
        }
        // The answer may take long: what waits for it must not keep the arguments.
        long id = number;
        return made(broker, call().get())
                .map(answer -> Messages.reply(id, Messages.OK, answer))
                .otherwise(cause -> refusal(id, cause));
    }

    private Future<FieldWriter> made(Broker broker, BrokerCall known) {
        try {
            return FieldReader.read(
                    "the arguments of " + known, arguments, from -> new CallHandler(broker).handle(known, from));
        } catch (UnsupportedVersionException e) {
            return Future.failedFuture(newerClient(e));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Returns the refusal of a call whose arguments are of a newer version than this process reads. The caller keeps its work until
     * this process is updated; an {@link UnsupportedVersionException} would ask it to update itself.
     */
    static BrokerRefusedException newerClient(UnsupportedVersionException fault) {
        return new BrokerRefusedException(
                "the process that makes the call is older than its client; update it: " + fault.getMessage(), fault);
    }

    /** Returns the message that reports that the session has begun. */
    public Buffer welcome() {
        return Messages.reply(number, Messages.OK, new FieldWriter());
    }

    /** Returns the message that reports that nothing was done, as the client has no session. */
    public Buffer noSession() {
        return Messages.reply(number, Messages.NO_SESSION, new FieldWriter());
    }

    /** Returns the message that the call has failed. */
    public Buffer refusal(Throwable cause) {
        return refusal(number, cause);
    }

    private static Buffer refusal(long number, Throwable cause) {
        FieldWriter error = new FieldWriter();
        ErrorForms.error(error, cause);
        return Messages.reply(number, Messages.FAILED, error);
    }
}
