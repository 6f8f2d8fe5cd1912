package io.codefleet.broker.redis;

import io.codefleet.WorkerCommand;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.broker.redis.internal.connection.BlockingConnections;
import io.codefleet.broker.redis.internal.payload.SealedCommand;
import io.codefleet.broker.redis.internal.record.CancelRecord;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.broker.redis.internal.script.Scripts;
import io.codefleet.json.WorkerJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for what is said to workers. A marker in a worker's inbox ends the wait; the signals themselves stay in a list until they
 * have arrived here, so that a broken connection loses none but a wake-up, which polling makes up for.
 */
final class WorkerSignalReceiver {
    private static final Pattern NUMBER = Pattern.compile("^\\d+ ");
    private static final Logger log = LoggerFactory.getLogger(WorkerSignalReceiver.class);

    private static final String COMMAND = "c ";

    private final Namespace namespace;
    private final BlockingConnections blocking;
    /** Workers whose signals may lie unread, as the connection on which their marker came broke. */
    private final Set<String> unsure = ConcurrentHashMap.newKeySet();
    /** By worker. */
    private final Map<String, FreshCommands> fresh = new ConcurrentHashMap<>();
    /** The ends of the waits that are under way, by worker. */
    private final Map<String, Set<Promise<Void>>> waits = new ConcurrentHashMap<>();

    WorkerSignalReceiver(Namespace namespace, BlockingConnections blocking) {
        this.namespace = namespace;
        this.blocking = blocking;
    }

    Future<List<WorkerSignal>> receive(String workerId, Duration wait) {
        if (fresh.containsKey(workerId)) {
            return receiveNext(workerId, wait);
        }
        return namespace.time().compose(now -> {
            fresh.putIfAbsent(workerId, new FreshCommands(workerId, now));
            return receiveNext(workerId, wait);
        });
    }

    private Future<List<WorkerSignal>> receiveNext(String workerId, Duration wait) {
        if (unsure.contains(workerId)) {
            return read(workerId).compose(signals -> {
                unsure.remove(workerId);
                return signals.isEmpty() ? await(workerId, wait) : Future.succeededFuture(signals);
            });
        }
        return await(workerId, wait);
    }

    /**
     * Ends the waits of a worker that has left or was replaced, without signals: they are for the next process of its id. To be
     * called before the worker may be registered again.
     */
    void end(String workerId) {
        Set<Promise<Void>> ofWorker = waits.remove(workerId);
        if (ofWorker != null) {
            ofWorker.forEach(Promise::tryComplete);
        }
    }

    private Future<List<WorkerSignal>> await(String workerId, Duration wait) {
        Promise<Void> end = Promise.promise();
        waits.compute(workerId, (id, known) -> {
            Set<Promise<Void>> ofWorker = known == null ? ConcurrentHashMap.newKeySet() : known;
            ofWorker.add(end);
            return ofWorker;
        });
        return blocking.await(wait, round -> pop(workerId, round), end.future())
                .onFailure(failure -> unsure.add(workerId))
                .compose(marker -> answered(workerId, marker, end))
                .recover(failure ->
                        end.future().isComplete() ? Future.succeededFuture(List.of()) : Future.failedFuture(failure))
                .onComplete(done -> waits.computeIfPresent(workerId, (id, ofWorker) -> {
                    ofWorker.remove(end);
                    return ofWorker.isEmpty() ? null : ofWorker;
                }));
    }

    private Future<List<WorkerSignal>> answered(String workerId, @Nullable Response marker, Promise<Void> end) {
        if (marker != null && end.future().isComplete()) {
            unsure.add(workerId);
            return Future.succeededFuture(List.of());
        }
        return marker == null ? Future.succeededFuture(List.of()) : received(workerId, marker);
    }

    private Request pop(String workerId, Duration round) {
        // To BLPOP, zero means for ever.
        double seconds = Math.max(0.01, round.toMillis() / 1000.0);
        return Request.cmd(Command.BLPOP)
                .arg(namespace.key("in:" + workerId))
                .arg(String.format(Locale.ROOT, "%.3f", seconds));
    }

    private Future<List<WorkerSignal>> received(String workerId, Response marker) {
        return String.valueOf(marker.get(1)).equals("w")
                ? Future.succeededFuture(List.of(WorkerSignal.WorkAvailable.INSTANCE))
                : read(workerId).onFailure(failure -> unsure.add(workerId));
    }

    private Future<List<WorkerSignal>> read(String workerId) {
        return namespace.call(LuaScript.SIGNALS).arg(workerId).send().compose(answer -> {
            List<String> texts = new ArrayList<>();
            for (Response one : answer) {
                // Those of the first version have no number.
                texts.add(NUMBER.matcher(one.toString()).replaceFirst(""));
            }
            boolean hasCommand = texts.stream().anyMatch(text -> text.startsWith(COMMAND));
            return (hasCommand ? namespace.time() : Future.succeededFuture(0L)).map(now -> {
                List<WorkerSignal> signals = signals(workerId, texts, now);
                if (!texts.isEmpty()) {
                    takeOff(workerId, answer);
                }
                return signals;
            });
        });
    }

    private List<WorkerSignal> signals(String workerId, List<String> texts, long now) {
        List<WorkerSignal> signals = new ArrayList<>();
        for (String text : texts) {
            WorkerSignal signal = signal(workerId, text, now);
            if (signal != null) {
                signals.add(signal);
            }
        }
        return signals;
    }

    /**
     * Removes signals that have arrived. The step may run again after a break: it names the signals, and each has a number of
     * its own.
     */
    private void takeOff(String workerId, Response arrived) {
        Scripts.Call call = namespace.call(LuaScript.SIGNALS).arg(workerId);
        for (Response one : arrived) {
            call.arg(one.toBuffer());
        }
        call.send();
    }

    /** Reads a signal; null if it cannot be read, as from a newer version, or is not to be obeyed. */
    private @Nullable WorkerSignal signal(String workerId, String text, long now) {
        String[] parts = text.split(" ", 3);
        try {
            if (parts[0].equals("x") && parts.length == 3) {
                CancelReason cancel = CancelRecord.read(namespace.payloads(), parts[1], Buffer.buffer(parts[2]));
                return new WorkerSignal.CancelRequested(parts[1], cancel.reason());
            }
            return text.startsWith(COMMAND) ? command(workerId, text.substring(COMMAND.length()), now) : null;
        } catch (RuntimeException e) {
            ignored(workerId, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable WorkerSignal command(String workerId, String text, long now) {
        if (text.startsWith("{") && !namespace.payloads().hasCodec()) {
            // A client of the first version bound its command to nothing, and without a codec nothing can be proven
            // anyway.
            return new WorkerSignal.CommandReceived(WorkerJson.decodeCommand("a command", Buffer.buffer(text)));
        }
        SealedCommand sealed = SealedCommand.read(text);
        // Opened first: what is forged must not make a true one a duplicate.
        WorkerCommand command = sealed.open(namespace.payloads());
        FreshCommands ofWorker = fresh.get(workerId);
        String refusal = ofWorker == null ? "" : ofWorker.refusal(sealed, now);
        if (refusal.isEmpty()) {
            return new WorkerSignal.CommandReceived(command);
        }
        ignored(workerId, refusal);
        return null;
    }

    private static void ignored(String workerId, String reason) {
        log.atWarn()
                .addKeyValue("worker", workerId)
                .addKeyValue("reason", reason)
                .log("a signal is ignored");
    }
}
