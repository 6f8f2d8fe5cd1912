package io.codefleet.faults.memory;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetOptions;
import io.codefleet.faults.history.History;
import io.codefleet.faults.history.What;
import io.codefleet.faults.observed.Disturbance;
import io.codefleet.faults.observed.ObservedBrokerProvider;
import io.codefleet.faults.process.ClientLife;
import io.codefleet.faults.process.Timing;
import io.codefleet.faults.process.WorkerLife;
import io.codefleet.faults.site.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A fleet in this JVM: two clients, three workers, and an operator whose own line is never disturbed. */
final class MemorySite implements AutoCloseable {
    static final String NAMESPACE = "a";
    private static final int WORKERS = 3;
    private static final int CLIENTS = 2;
    private static final int FIRST_OF_STEPS = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final String uri;
    private final History history;
    private final Watch watch;
    private final List<Resident> workers = new ArrayList<>();
    private final List<Resident> clients = new ArrayList<>();
    private final List<Codefleet> vanished = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger(FIRST_OF_STEPS);
    private int lives;

    MemorySite(Path folder, int perSecond, int tasks) {
        this.folder = folder;
        this.uri = "memory:" + folder.getFileName();
        this.history = History.of("run", folder);
        this.watch = Watch.on(Timing.options(uri, NAMESPACE), history);
        for (int i = 0; i < WORKERS; i++) {
            workers.add(worker());
        }
        for (int i = 1; i <= CLIENTS; i++) {
            Resident client = client("a-c" + i);
            clients.add(client);
            if (client.client() != null) {
                client.client().load(perSecond, tasks);
            }
        }
    }

    private Resident worker() {
        lives++;
        String name = "a-w." + lives;
        History own = History.of(name, folder);
        Disturbance line = new Disturbance();
        WorkerLife life = new WorkerLife(vertx, own, () -> line.loseCalls("*"));
        CodefleetOptions options = Timing.options(ObservedBrokerProvider.uri(own, line, uri), NAMESPACE);
        return new Resident(vertx, own, line, null, Watch.get(life.begin(options, name)));
    }

    private Resident client(String name) {
        History own = History.of(name + ".1", folder);
        Disturbance line = new Disturbance();
        CodefleetOptions options = Timing.options(ObservedBrokerProvider.uri(own, line, uri), NAMESPACE);
        return new Resident(vertx, own, line, Watch.get(ClientLife.begin(vertx, own, name, options)), null);
    }

    void write(What what, String detail) {
        history.write(what, detail);
    }

    Resident aWorker(Random random) {
        return workers.get(random.nextInt(workers.size()));
    }

    Resident aClient(Random random) {
        return clients.get(random.nextInt(clients.size()));
    }

    Codefleet operator() {
        return watch.fleet();
    }

    /** The number of the first of some tasks that nobody has submitted yet. */
    int number() {
        return numbers.getAndAdd(1000);
    }

    void later(long millis, Runnable action) {
        vertx.setTimer(millis, due -> action.run());
    }

    void tellAll(String order) {
        clients.forEach(client -> client.tell(order));
    }

    /** @param what a kind and how many of it, with a blank behind */
    void submit(Random random, String what) {
        Resident client = aClient(random);
        String name = client.name();
        client.tell("submit " + name.substring(0, name.indexOf('.')) + " " + what + number());
    }

    /** Takes a worker away, in good order or without a word, and lets another join. */
    void replaceWorker(Random random, boolean withoutAWord) {
        Resident old = workers.remove(random.nextInt(workers.size()));
        workers.add(worker());
        if (old.fleet() == null) {
            return;
        }
        if (withoutAWord) {
            old.line().loseCalls("*");
            vanished.add(old.fleet());
            write(What.PROCESS_ENDED, old.name() + " vanished");
        } else {
            old.fleet().close();
        }
    }

    /** Lifts all that disturbs those who are still here. */
    void heal() {
        workers.forEach(worker -> worker.line().lift());
        clients.forEach(client -> client.line().lift());
        Watch.get(operator().resume());
    }

    /** Lets the clients see the end of all they have begun. */
    Future<Void> finish() {
        tellAll("finish");
        List<Future<Void>> done = new ArrayList<>();
        for (Resident client : clients) {
            if (client.client() != null) {
                done.add(client.client().done());
            }
        }
        return Future.all(done).mapEmpty();
    }

    @Override
    public void close() {
        for (Resident worker : workers) {
            if (worker.fleet() != null) {
                Watch.get(worker.fleet().close());
            }
        }
        // Their drain waits for reports that nobody will ever answer; the Vertx below ends them.
        vanished.forEach(Codefleet::close);
        watch.close();
        Watch.get(vertx.close());
        history.close();
    }
}
