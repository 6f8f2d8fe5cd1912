package io.codefleet.launcher.e2e;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of server-sent events that knows several control planes: when it is cut off, it pauses and connects to the next
 * one, behind the last id that it has read.
 */
final class EventReader implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final String ID = "id: ";
    private static final String DATA = "data: ";

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ScheduledExecutorService reading = Executors.newSingleThreadScheduledExecutor(EventReader::thread);
    private final Future<?> reads;
    private final List<URI> addresses;
    private final String key;
    private String lastRead = "";
    private int next;
    private volatile IOException lastFault = new IOException("it was not cut off");

    /** Begins to read the events of the first API. */
    EventReader(List<String> apis, String key) {
        this.addresses = apis.stream().map(api -> URI.create(api + "/events")).toList();
        this.key = key;
        this.reads = reading.scheduleWithFixedDelay(this::read, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "events");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the changes of one task, in their order. */
    List<String> of(String task) {
        return changes.stream()
                .filter(change -> change.startsWith(task + " "))
                .map(change -> change.substring(task.length() + 1))
                .toList();
    }

    /** Returns how often it was connected. */
    int connections() {
        return connections.get();
    }

    /** Returns why it was cut off the last time. */
    IOException lastFault() {
        return lastFault;
    }

    private void read() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    addresses.get(next++ % addresses.size()).toURL().openConnection();
            connection.setRequestProperty("Authorization", "Bearer " + key);
            if (!lastRead.isEmpty()) {
                connection.setRequestProperty("Last-Event-ID", lastRead);
            }
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                connections.incrementAndGet();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    take(line);
                }
            }
        } catch (IOException cut) {
            // The next call connects to the next control plane.
            lastFault = cut;
        }
    }

    private void take(String line) {
        if (line.startsWith(ID)) {
            lastRead = line.substring(ID.length());
        } else if (line.startsWith(DATA)) {
            JsonObject data = new JsonObject(line.substring(DATA.length()));
            if (data.containsKey("task")) {
                changes.add(data.getString("task") + " " + data.getString("event"));
            }
        }
    }

    /** Ends it; a stream that is open is read on until its server ends. */
    @Override
    public void close() {
        reads.cancel(true);
        reading.shutdownNow();
    }
}
