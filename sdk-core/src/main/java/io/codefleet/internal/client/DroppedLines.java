package io.codefleet.internal.client;

import io.codefleet.LogLines;
import io.codefleet.internal.stream.DropRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers of the lines of each worker that a slow reader does not get. */
final class DroppedLines implements DropRecord<LogLines> {
    private final Map<String, Long> byWorker = new LinkedHashMap<>();

    @Override
    public void add(LogLines item) {
        byWorker.merge(item.workerId(), item.lines().size() + item.dropped(), Long::sum);
    }

    @Override
    public LogLines reportedWith(LogLines item) {
        Long dropped = byWorker.remove(item.workerId());
        return dropped == null ? item : new LogLines(item.workerId(), item.lines(), item.dropped() + dropped);
    }

    @Override
    public Optional<LogLines> rest() {
        Iterator<Map.Entry<String, Long>> all = byWorker.entrySet().iterator();
        if (!all.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<String, Long> first = all.next();
        LogLines report = new LogLines(first.getKey(), List.of(), first.getValue());
        all.remove();
        return Optional.of(report);
    }
}
