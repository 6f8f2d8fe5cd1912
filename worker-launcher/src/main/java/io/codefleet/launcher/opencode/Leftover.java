package io.codefleet.launcher.opencode;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in a state folder which server runs on it and who started that, so that a server that outlived its worker is ended
 * by the next one. A number of a process is used again, so the time it started counts as well. Blocks.
 */
final class Leftover {
    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
    /** The system tells times of start relative to its own, whose second may be rounded another way. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Path stateDir;
    private final Path file;

    Leftover(Path stateDir) {
        this.stateDir = stateDir;
        this.file = stateDir.resolve("server.json");
    }

    /** Notes that a server runs. */
    void remember(ProcessHandle server) throws IOException {
        JsonObject both = new JsonObject().put("server", note(server)).put("worker", note(ProcessHandle.current()));
        Files.writeString(file, both.encode());
    }

    private static JsonObject note(ProcessHandle process) {
        JsonObject note = new JsonObject().put("pid", process.pid());
        process.info().startInstant().ifPresent(start -> note.put("started", start.toEpochMilli()));
        return note;
    }

    /** Notes that it has ended. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    /**
     * Ends the server that an earlier worker left, if there is one.
     *
     * @throws OpenCodeException if its worker is alive, so that the folder is in use
     */
    void end() throws IOException {
        JsonObject both = read();
        Optional<ProcessHandle> server = find(Json.object(both, "server")).filter(Leftover::isServer);
        if (server.isEmpty()) {
            return;
        }
        Optional<ProcessHandle> worker = find(Json.object(both, "worker"));
        if (worker.isPresent()) {
            throw new OpenCodeException("the state folder " + stateDir + " is used by the worker with pid "
                    + worker.get().pid() + "; give each worker its own, with --state-dir or --id");
        }
        LOG.atWarn().addKeyValue("pid", server.get().pid()).log("ends the OpenCode that an earlier worker left");
        ProcessTree.end(server.get(), GRACE);
    }

    private JsonObject read() throws IOException {
        try {
            return new JsonObject(Files.readString(file));
        } catch (NoSuchFileException | DecodeException e) {
            return new JsonObject();
        }
    }

    private static Optional<ProcessHandle> find(JsonObject note) {
        Instant started = Instant.ofEpochMilli(Json.count(note, "started"));
        return ProcessHandle.of(Json.count(note, "pid"))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, started).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(false));
    }

    /** Where the system does not tell a process's arguments, its number and time must do. */
    private static boolean isServer(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(arguments -> java.util.Arrays.asList(arguments).contains("serve"))
                .orElse(true);
    }
}
