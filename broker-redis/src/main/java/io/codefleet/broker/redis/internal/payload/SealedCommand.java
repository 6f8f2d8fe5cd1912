package io.codefleet.broker.redis.internal.payload;

import io.codefleet.WorkerCommand;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.MalformedDataException;
import io.codefleet.json.WorkerJson;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.UUID;

/**
 * A command as it is stored: {@code time number target payload}. A codec that authenticates binds the first three to the
 * payload, so that nobody who can write to Redis gives a command again later, twice, or to another worker.
 *
 * @param issued when it was given, in microseconds since 1970 by the clock of Redis
 * @param number no other command has it
 * @param target the worker, or {@value #ALL}
 * @param payload the command through the codec
 */
public record SealedCommand(long issued, String number, String target, Buffer payload) {
    private static final String ALL = "*";
    private static final int PARTS = 4;

    /** Seals a command to one worker, or to all if absent. */
    public static SealedCommand of(Payloads payloads, WorkerCommand command, Optional<String> worker, long issued) {
        String number = UUID.randomUUID().toString();
        String target = worker.orElse(ALL);
        Buffer content = WorkerJson.encode(command).toBuffer();
        return new SealedCommand(
                issued, number, target, payloads.seal(PayloadKind.COMMAND, subject(issued, number, target), content));
    }

    /**
     * Reads a command in its stored form.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static SealedCommand read(String text) {
        String[] parts = text.split(" ", PARTS);
        if (parts.length < PARTS || !parts[0].matches("\\d{1,18}")) {
            throw new MalformedDataException("a command", "it does not say when and to whom it was given", null);
        }
        return new SealedCommand(Long.parseLong(parts[0]), parts[1], parts[2], Buffer.buffer(parts[3]));
    }

    private static String subject(long issued, String number, String target) {
        return issued + " " + number + " " + target;
    }

    /** Returns the command in the form in which it is stored. */
    public Buffer text() {
        return Buffer.buffer(subject(issued, number, target) + " ").appendBuffer(payload);
    }

    /** Returns whether the command is for this worker. */
    public boolean isFor(String workerId) {
        return target.equals(ALL) || target.equals(workerId);
    }

    /**
     * Decodes the command.
     *
     * @throws MalformedDataException if it is not what was sealed, or damaged
     */
    public WorkerCommand open(Payloads payloads) {
        return WorkerJson.decodeCommand(
                "a command", payloads.open(PayloadKind.COMMAND, subject(issued, number, target), payload));
    }
}
