package io.codefleet.faults.memory;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.faults.environment.NamespaceObserver;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import io.codefleet.faults.process.ClientWorkload;
import io.codefleet.faults.process.RunTiming;
import io.codefleet.faults.process.WorkerWorkload;
import io.codefleet.faults.recording.Disturbance;
import io.codefleet.faults.recording.RecordingBrokerProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A fleet in this JVM: two clients, three workers, and an operator whose own line is never disturbed. */
final class MemoryEnvironment implements AutoCloseable {
    static final String NAMESPACE = "a";
    private static final int WORKERS = 3;
    private static final int CLIENTS = 2;
    private static final int FIRST_OF_STEPS = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final String uri;
    private final History history;
    private final NamespaceObserver observer;
    private final List<LocalProcess> workers = new ArrayList<>();
    private final List<LocalProcess> clients = new ArrayList<>();
    private final List<CodefleetClient> vanished = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger(FIRST_OF_STEPS);
    private int processes;

    MemoryEnvironment(Path folder, int perSecond, int tasks) {
        this.folder = folder;
        this.uri = "memory:" + folder.getFileName();
        this.history = History.of("run", folder);
        this.observer = NamespaceObserver.on(RunTiming.options(uri, NAMESPACE), history);
        for (int i = 0; i < WORKERS; i++) {
            workers.add(worker());
        }
        for (int i = 1; i <= CLIENTS; i++) {
            LocalProcess client = client("a-c" + i);
            clients.add(client);
            if (client.client() != null) {
                client.client().load(perSecond, tasks);
            }
        }
    }

    private LocalProcess worker() {
        processes++;
        String name = "a-w." + processes;
        History own = History.of(name, folder);
        Disturbance line = new Disturbance();
        WorkerWorkload process = new WorkerWorkload(vertx, own, () -> line.loseCalls("*"));
        CodefleetOptions options = RunTiming.options(RecordingBrokerProvider.uri(own, line, uri), NAMESPACE);
        return new LocalProcess(vertx, own, line, null, NamespaceObserver.get(process.begin(options, name)));
    }

    private LocalProcess client(String name) {
        History own = History.of(name + ".1", folder);
        Disturbance line = new Disturbance();
        CodefleetOptions options = RunTiming.options(RecordingBrokerProvider.uri(own, line, uri), NAMESPACE);
        return new LocalProcess(
                vertx, own, line, NamespaceObserver.get(ClientWorkload.begin(vertx, own, name, options)), null);
    }

    void write(EventType what, String detail) {
        history.write(what, detail);
    }

    LocalProcess aWorker(Random random) {
        return workers.get(random.nextInt(workers.size()));
    }

    LocalProcess aClient(Random random) {
        return clients.get(random.nextInt(clients.size()));
    }

    CodefleetClient operator() {
        return observer.fleet();
    }

    /** Returns the first number of a range of tasks that nobody has submitted yet. */
    int number() {
        return numbers.getAndAdd(1000);
    }

    void later(long millis, Runnable action) {
        vertx.setTimer(millis, due -> action.run());
    }

    void commandAll(String order) {
        clients.forEach(client -> client.command(order));
    }

    /**
     * Submits tasks of a kind through a random client.
     *
     * @param what a kind and how many of it, with a blank behind
     */
    void submit(Random random, String what) {
        LocalProcess client = aClient(random);
        String name = client.name();
        client.command("submit " + name.substring(0, name.indexOf('.')) + " " + what + number());
    }

    /** Removes a worker, in good order or by a crash, and adds another. */
    void replaceWorker(Random random, boolean withoutAWord) {
        LocalProcess old = workers.remove(random.nextInt(workers.size()));
        workers.add(worker());
        if (old.fleet() == null) {
            return;
        }
        if (withoutAWord) {
            old.line().loseCalls("*");
            vanished.add(old.fleet());
            write(EventType.PROCESS_ENDED, old.name() + " vanished");
        } else {
            old.fleet().close();
        }
    }

    /** Lifts all that disturbs those who are still here. */
    void heal() {
        workers.forEach(worker -> worker.line().lift());
        clients.forEach(client -> client.line().lift());
        NamespaceObserver.get(operator().resume());
    }

    /** Waits until the clients have seen the end of all tasks that they have begun. */
    Future<Void> finish() {
        commandAll("finish");
        List<Future<Void>> done = new ArrayList<>();
        for (LocalProcess client : clients) {
            if (client.client() != null) {
                done.add(client.client().done());
            }
        }
        return Future.all(done).mapEmpty();
    }

    @Override
    public void close() {
        for (LocalProcess worker : workers) {
            if (worker.fleet() != null) {
                NamespaceObserver.get(worker.fleet().close());
            }
        }
        // Their drain waits for reports that nobody will ever answer; the Vertx below ends them.
        vanished.forEach(CodefleetClient::close);
        observer.close();
        NamespaceObserver.get(vertx.close());
        history.close();
    }
}
