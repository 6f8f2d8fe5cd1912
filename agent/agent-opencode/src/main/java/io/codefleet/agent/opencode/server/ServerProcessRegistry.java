package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in a state folder which servers run on it and who started them, in a note for each, so that a server that outlived
 * its worker, and what the commands of its agents left, is ended by the next one. A number of a process is used again, so the
 * time it started counts as well. Blocks.
 */
final class ServerProcessRegistry {
    private static final Logger log = LoggerFactory.getLogger(ServerProcessRegistry.class);
    /** The system reports start times relative to its boot, whose second may be rounded differently. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final String SUFFIX = ".json";

    private final Path stateDir;
    private final Path notes;

    ServerProcessRegistry(Path stateDir) {
        this.stateDir = stateDir;
        this.notes = stateDir.resolve("servers");
    }

    /** Records that a server is about to be started. */
    void reserve(ServerMark mark) throws IOException {
        Files.createDirectories(notes);
        Files.writeString(file(mark), worker().encode());
    }

    /** Records that a server runs. */
    void register(ServerMark mark, ProcessHandle server) throws IOException {
        Files.writeString(file(mark), worker().put("server", note(server)).encode());
    }

    private static JsonObject worker() {
        return new JsonObject().put("worker", note(ProcessHandle.current()));
    }

    private Path file(ServerMark mark) {
        return notes.resolve(mark.value() + SUFFIX);
    }

    private static JsonObject note(ProcessHandle process) {
        JsonObject note = new JsonObject().put("pid", process.pid());
        process.info().startInstant().ifPresent(start -> note.put("started", start.toEpochMilli()));
        return note;
    }

    /** Records that a server has ended. */
    void unregister(ServerMark mark) throws IOException {
        Files.deleteIfExists(file(mark));
    }

    /**
     * Ends what earlier workers left.
     *
     * @param ours servers of the one who asks, which are left alone
     * @throws OpenCodeException if the worker of another server is alive, so that the folder is in use
     */
    void killOrphans(Set<ServerMark> ours) throws IOException {
        for (Path file : notes()) {
            Optional<ServerMark> mark =
                    ServerMark.parse(file.getFileName().toString().replace(SUFFIX, ""));
            if (mark.isEmpty()) {
                log.atWarn().addKeyValue("file", file).log("ignores a file that is not the note of a server");
            } else if (!ours.contains(mark.get())) {
                killOrphans(mark.get(), read(file));
            }
        }
    }

    private List<Path> notes() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(notes)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(notes, "*" + SUFFIX)) {
                all.forEach(found::add);
            }
        }
        return found;
    }

    private void killOrphans(ServerMark mark, JsonObject note) throws IOException {
        Optional<ProcessHandle> server = find(Json.object(note, "server")).filter(ServerProcessRegistry::isServer);
        Optional<ProcessHandle> worker = find(Json.object(note, "worker"))
                .filter(process -> server.isPresent()
                        || process.pid() != ProcessHandle.current().pid());
        if (worker.isPresent()) {
            throw new OpenCodeException("the state folder " + stateDir + " is used by the worker with pid "
                    + worker.get().pid() + "; give each worker its own, with --state-dir or --id");
        }
        if (server.isPresent()) {
            log.atWarn().addKeyValue("pid", server.get().pid()).log("ends the OpenCode that an earlier worker left");
            ProcessTree.end(server.get(), mark, GRACE);
        } else {
            ProcessTree.endMarked(mark);
        }
        unregister(mark);
    }

    private static JsonObject read(Path file) throws IOException {
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

    /** Checks the arguments of a process. If the system does not report them, its id and start time must be enough. */
    private static boolean isServer(ProcessHandle process) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains("serve"))
                .orElse(true);
    }
}
