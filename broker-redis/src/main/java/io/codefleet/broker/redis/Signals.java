package io.codefleet.broker.redis;

import io.codefleet.broker.CancelReason;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.redis.connection.BlockingConnections;
import io.codefleet.broker.redis.record.CancelRecord;
import io.codefleet.broker.redis.script.Script;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.wire.WorkerJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for what is said to workers. A marker in a worker's inbox ends the wait; the signals themselves stay in a list until they
 * have arrived here, so that a broken connection loses none but a wake-up, which polling makes up for.
 */
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private final Namespace namespace;
    private final BlockingConnections blocking;
    /** Workers whose signals may lie unread, as the connection on which their marker came broke. */
    private final Set<String> unsure = ConcurrentHashMap.newKeySet();

    Signals(Namespace namespace, BlockingConnections blocking) {
        this.namespace = namespace;
        this.blocking = blocking;
    }

    Future<List<WorkerSignal>> receive(String workerId, Duration wait) {
        if (unsure.contains(workerId)) {
            return read(workerId).compose(signals -> {
                unsure.remove(workerId);
                return signals.isEmpty() ? await(workerId, wait) : Future.succeededFuture(signals);
            });
        }
        return await(workerId, wait);
    }

    private Future<List<WorkerSignal>> await(String workerId, Duration wait) {
        return blocking.await(wait, round -> pop(workerId, round))
                .onFailure(failure -> unsure.add(workerId))
                .compose(marker -> marker == null ? Future.succeededFuture(List.of()) : heard(workerId, marker));
    }

    private Request pop(String workerId, Duration round) {
        // To BLPOP, zero means for ever.
        double seconds = Math.max(0.01, round.toMillis() / 1000.0);
        return Request.cmd(Command.BLPOP)
                .arg(namespace.key("in:" + workerId))
                .arg(String.format(Locale.ROOT, "%.3f", seconds));
    }

    private Future<List<WorkerSignal>> heard(String workerId, Response marker) {
        return String.valueOf(marker.get(1)).equals("w")
                ? Future.succeededFuture(List.of(WorkerSignal.WorkAvailable.INSTANCE))
                : read(workerId);
    }

    private Future<List<WorkerSignal>> read(String workerId) {
        return namespace.call(Script.SIGNALS).arg(workerId).send().map(answer -> {
            List<WorkerSignal> signals = new ArrayList<>();
            for (Response one : answer) {
                WorkerSignal signal = signal(one.toString());
                if (signal != null) {
                    signals.add(signal);
                }
            }
            if (answer.size() > 0) {
                takeOff(workerId, answer.size());
            }
            return signals;
        });
    }

    private void takeOff(String workerId, int number) {
        namespace
                .scripts()
                .command(Request.cmd(Command.LTRIM)
                        .arg(namespace.key("sig:" + workerId))
                        .arg(number)
                        .arg(-1));
    }

    /** Null for one that cannot be read, as from a newer version. */
    private @Nullable WorkerSignal signal(String text) {
        String[] parts = text.split(" ", 3);
        try {
            if (parts[0].equals("x") && parts.length == 3) {
                CancelReason cancel = CancelRecord.read(namespace.payloads(), parts[1], Buffer.buffer(parts[2]));
                return new WorkerSignal.CancelRequested(parts[1], cancel.reason());
            }
            if (parts[0].equals("c")) {
                Buffer command = namespace.payloads().open(PayloadKind.COMMAND, "", Buffer.buffer(text.substring(2)));
                return new WorkerSignal.CommandReceived(WorkerJson.decodeCommand("a command", command));
            }
            return null;
        } catch (UnsupportedVersionException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("a signal of a newer version is left out");
            return null;
        } catch (MalformedDataException e) {
            return null;
        }
    }
}
