package io.codefleet.broker.redis;

import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.redis.internal.record.OutcomeRecord;
import io.codefleet.broker.redis.internal.record.TaskRecord;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.LogJson;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns messages into what the listener hears. A large outcome is only announced, and asked for. */
final class MessageDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MessageDispatcher.class);

    private final Namespace namespace;
    private final RedisSubmitOperations submits;
    private final BrokerListener listener;

    MessageDispatcher(Namespace namespace, RedisSubmitOperations submits, BrokerListener listener) {
        this.namespace = namespace;
        this.submits = submits;
        this.listener = listener;
    }

    void onMessage(String channel, Buffer message) {
        if (channel.equals(namespace.outcomes())) {
            outcomes(message.toString());
        } else if (channel.equals(namespace.logs())) {
            log(message);
        } else {
            progress(channel, message);
        }
    }

    private void outcomes(String message) {
        List<String> announced = new ArrayList<>();
        for (String line : message.split("\n", -1)) {
            OutcomeRecord.read(namespace.payloads(), line)
                    .ifPresentOrElse(listener::onOutcome, () -> announced.add(OutcomeRecord.idOf(line)));
        }
        if (!announced.isEmpty()) {
            submits.follow(announced)
                    .onSuccess(reply -> reply.ended().forEach(listener::onOutcome))
                    .onFailure(failure ->
                            log.atDebug().setCause(failure).log("outcomes were announced but not read; polled later"));
        }
    }

    private void log(Buffer message) {
        try {
            Buffer lines = namespace.payloads().open(PayloadKind.LOG, Namespace.LOGS, message);
            listener.onLog(LogJson.decode("the lines of a log", lines));
        } catch (MalformedDataException | UnsupportedVersionException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("lines of a worker's log cannot be read");
        }
    }

    private void progress(String channel, Buffer message) {
        try {
            listener.onProgress(TaskRecord.progress(namespace.payloads(), namespace.taskOf(channel), message));
        } catch (MalformedDataException | UnsupportedVersionException e) {
            log.atDebug()
                    .addKeyValue("channel", channel)
                    .addKeyValue("reason", e.getMessage())
                    .log("a progress message cannot be read");
        }
    }
}
