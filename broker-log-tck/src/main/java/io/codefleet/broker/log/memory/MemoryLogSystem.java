package io.codefleet.broker.log.memory;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.Leadership;
import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.broker.log.StoredRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shared state of the logs of several processes, as a server would hold it: records, snapshots, the lock and the channel. A
 * test makes faults here. Safe for use by several threads.
 */
public final class MemoryLogSystem {
    private final TreeMap<Long, Buffer> records = new TreeMap<>();
    private final Map<String, Buffer> pieces = new HashMap<>();
    private final Deque<MemoryLog> candidates = new ArrayDeque<>();
    private final Map<String, MemoryLog> clients = new HashMap<>();
    private final Deque<AppendException.Kind> faults = new ArrayDeque<>();
    private long last;
    private int opened;
    private int appends;
    private boolean isNextDelayed;
    private Duration exclusiveFor = Leadership.FOREVER;
    private Duration appendsTake = Duration.ZERO;
    private Duration electionsTake = Duration.ZERO;
    private int channels;
    private boolean losesMessages;
    private int lostMessages;
    private Future<Void> nextServe = Future.succeededFuture();
    private long maxBytes = Long.MAX_VALUE;
    private long bytes;

    @Nullable
    private InstantSource clock;

    @Nullable
    private LogRecord delayed;

    @Nullable
    private Buffer manifest;

    @Nullable
    private MemoryLog leader;

    @Nullable
    private Serving serving;

    record Serving(MemoryLog owner, Context context, RequestHandler handler) {}

    /** Opens the log of another process. */
    public synchronized BrokerLog open(Vertx vertx) {
        opened++;
        MemoryLog log = new MemoryLog(this, vertx, "client-" + opened);
        clients.put(log.clientId(), log);
        return log;
    }

    // ---- faults

    /** Makes the next append end like this: {@code UNKNOWN} stores the record and loses the answer, the others store nothing. */
    public synchronized void failNextAppend(AppendException.Kind kind) {
        faults.add(kind);
    }

    /** Makes the next append lose its answer, and stores its record when the append behind it comes. */
    public synchronized void delayNextAppend() {
        isNextDelayed = true;
    }

    /**
     * Grants the right to lead to the next candidate. The process that has the right is not notified, as after a long pause
     * of it.
     */
    public synchronized void depose() {
        leader = null;
        electNext();
    }

    /**
     * Takes the right to lead from the process that has it, and notifies it. The future completes when that process has ended its
     * work as a leader; it becomes a candidate again only then.
     */
    public synchronized Future<Void> loseRight() {
        MemoryLog from = leader;
        if (from == null) {
            throw new IllegalStateException("no process has the right to lead");
        }
        depose();
        return from.loseRight();
    }

    /** Returns whether a process has the right to lead. */
    public synchronized boolean isLed() {
        return leader != null;
    }

    /** Sets whether the messages of leaders to clients are lost on their way; default false. */
    public synchronized void loseMessages(boolean value) {
        losesMessages = value;
    }

    /** Returns how many messages were lost. */
    public synchronized int lostMessages() {
        return lostMessages;
    }

    /** Makes the next process that begins to serve wait for this future. */
    public synchronized void delayNextServe(Future<Void> until) {
        nextServe = until;
    }

    /** Returns whether a process has begun to serve since the last call of {@link #delayNextServe}. */
    public synchronized boolean isServeBegun() {
        return nextServe.isComplete();
    }

    /** Returns how many channels of leaders are open. */
    public synchronized int channels() {
        return channels;
    }

    /** Sets for how long a leader may trust that it is the only one; default for ever. */
    public synchronized void exclusiveFor(Duration value) {
        exclusiveFor = value;
    }

    synchronized Duration exclusiveFor() {
        return exclusiveFor;
    }

    /** Sets how long each append takes, as on a slow disk; default zero. */
    public synchronized void appendsTake(Duration value) {
        appendsTake = value;
    }

    synchronized Duration appendsTake() {
        return appendsTake;
    }

    /** Sets how long a process waits for the silence of a leader that is gone; default zero. */
    public synchronized void electionsTake(Duration value) {
        electionsTake = value;
    }

    synchronized Duration electionsTake() {
        return electionsTake;
    }

    /** Makes the log report when it stored a record, by this clock; by default it has no clock of its own. */
    public synchronized void storesAt(InstantSource value) {
        clock = value;
    }

    /** Makes the log delete its oldest records whenever all together have more bytes than this; by default it keeps all. */
    public synchronized void keepsBytes(long value) {
        maxBytes = value;
    }

    synchronized long keptBytes() {
        return maxBytes == Long.MAX_VALUE ? maxBytes : maxBytes / 4;
    }

    /** Returns how many appends were stored. */
    public synchronized int appends() {
        return appends;
    }

    // ---- the log

    synchronized Appended append(long after, LogRecord record) {
        if (isNextDelayed) {
            isNextDelayed = false;
            delayed = record;
            throw new AppendException(AppendException.Kind.UNKNOWN, "the record was made to be late", null);
        }
        if (delayed != null) {
            store(delayed);
            delayed = null;
        }
        AppendException.Kind fault = faults.poll();
        if (fault == AppendException.Kind.FAILED) {
            throw new AppendException(fault, "the log in memory was made to fail", null);
        }
        if (after != last || fault == AppendException.Kind.REFUSED) {
            throw new AppendException(
                    AppendException.Kind.REFUSED, "the log ends at " + last + ", not at " + after, null);
        }
        appends++;
        store(record);
        if (fault == AppendException.Kind.UNKNOWN) {
            throw new AppendException(fault, "the answer of the log in memory was made to be lost", null);
        }
        return new Appended(last, Optional.ofNullable(clock).map(InstantSource::instant));
    }

    private void store(LogRecord record) {
        Buffer encoded = record.encode();
        last++;
        records.put(last, encoded);
        bytes += encoded.length();
        while (bytes > maxBytes) {
            bytes -= records.pollFirstEntry().getValue().length();
        }
    }

    synchronized List<StoredRecord> read(long after, int maxBytes) {
        List<StoredRecord> found = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<Long, Buffer> entry : records.tailMap(after, false).entrySet()) {
            bytes += entry.getValue().length();
            if (!found.isEmpty() && bytes > maxBytes) {
                break;
            }
            String what = "record " + entry.getKey() + " of the log in memory";
            found.add(new StoredRecord(entry.getKey(), LogRecord.decode(what, entry.getValue())));
        }
        return found;
    }

    synchronized void truncateBefore(long position) {
        Map<Long, Buffer> deleted = records.headMap(position, false);
        bytes -= deleted.values().stream().mapToLong(Buffer::length).sum();
        deleted.clear();
    }

    synchronized void putPiece(String snapshot, int number, Buffer piece) {
        pieces.put(snapshot + "/" + number, piece);
    }

    synchronized Optional<Buffer> piece(String snapshot, int number) {
        return Optional.ofNullable(pieces.get(snapshot + "/" + number));
    }

    synchronized void putManifest(SnapshotManifest closed) {
        if (manifest().filter(newest -> newest.position() > closed.position()).isPresent()) {
            return;
        }
        manifest = closed.encode();
        pieces.keySet().removeIf(name -> !name.startsWith(closed.snapshot() + "/"));
    }

    synchronized Optional<SnapshotManifest> manifest() {
        return Optional.ofNullable(manifest).map(bytes -> SnapshotManifest.decode("the manifest", bytes));
    }

    // ---- the lock

    synchronized void elect(MemoryLog candidate) {
        candidates.add(candidate);
        electNext();
    }

    synchronized void resign(MemoryLog from) {
        if (leader == from) {
            leader = null;
            electNext();
        }
    }

    private void electNext() {
        while (leader == null && !candidates.isEmpty()) {
            MemoryLog next = Collections.min(candidates, Comparator.comparing(MemoryLog::delay));
            candidates.remove(next);
            leader = next;
            next.elected();
        }
    }

    // ---- the channel

    synchronized Future<Void> beginServe() {
        Future<Void> until = nextServe;
        nextServe = Future.succeededFuture();
        return until;
    }

    synchronized void serve(Serving by) {
        serving = by;
        channels++;
    }

    synchronized void closeChannel(Serving by) {
        channels--;
        if (by.equals(serving)) {
            endServing(by.owner());
        }
    }

    synchronized void endServing(MemoryLog by) {
        if (serving != null && serving.owner() == by) {
            serving = null;
            clients.values().forEach(MemoryLog::lost);
        }
    }

    /** Returns whether a process serves. */
    synchronized boolean toLeader(String clientId, Buffer message) {
        Serving to = serving;
        if (to == null) {
            return false;
        }
        to.context().runOnContext(v -> to.handler().handle(clientId, message));
        return true;
    }

    synchronized void toClient(String clientId, Buffer message) {
        if (losesMessages) {
            lostMessages++;
            return;
        }
        MemoryLog client = clients.get(clientId);
        if (client != null) {
            client.deliver(message);
        }
    }

    synchronized void leave(MemoryLog log) {
        clients.remove(log.clientId());
        candidates.remove(log);
        endServing(log);
        resign(log);
    }
}
