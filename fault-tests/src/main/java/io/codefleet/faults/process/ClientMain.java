package io.codefleet.faults.process;

import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.Histories;
import io.codefleet.faults.history.History;
import io.codefleet.faults.history.HistoryEntry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A client in a process of its own. Continues where an earlier process of the same client ended, and dies with the run that
 * started it.
 */
public final class ClientMain {
    private ClientMain() {}

    /**
     * Runs a client process.
     *
     * @param args the name of the process ({@code client.life}), the folder of histories, the broker's URI, the namespace, how
     *     many tasks a second, how many in all
     */
    public static void main(String[] args) {
        Path folder = Path.of(args[1]);
        String client = args[0].substring(0, args[0].lastIndexOf('.'));
        List<HistoryEntry> before = Histories.read(folder, client);
        History history = History.of(args[0], folder);
        Vertx vertx = Vertx.vertx();
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        ClientWorkload.begin(vertx, history, client, RunTiming.options(args[2], args[3]))
                .onSuccess(workload -> {
                    workload.resume(unfinished(before), nextNumber(before, client));
                    workload.load(Integer.parseInt(args[4]), Integer.parseInt(args[5]));
                    workload.done().onComplete(done -> Runtime.getRuntime().halt(0));
                    vertx.setPeriodic(20, timer -> {
                        for (String order = orders.poll(); order != null; order = orders.poll()) {
                            workload.onCommand(order);
                        }
                    });
                });
        ControlChannel.read(orders::add);
    }

    private static Set<String> unfinished(List<HistoryEntry> before) {
        Set<String> ids = new LinkedHashSet<>();
        for (HistoryEntry entry : before) {
            if (entry.type() == EventType.SUBMIT_CALLED) {
                ids.add(entry.task());
            } else if (entry.type() == EventType.OUTCOME_SEEN || entry.type() == EventType.SUBMIT_REFUSED) {
                ids.remove(entry.task());
            }
        }
        return ids;
    }

    private static int nextNumber(List<HistoryEntry> before, String client) {
        int next = 0;
        for (HistoryEntry entry : before) {
            if (entry.type() == EventType.SUBMIT_CALLED) {
                next = Math.max(next, Workload.usualNumber(client, entry.task()) + 1);
            }
        }
        return next;
    }
}
