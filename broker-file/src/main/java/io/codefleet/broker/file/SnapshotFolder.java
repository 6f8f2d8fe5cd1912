package io.codefleet.broker.file;

import io.codefleet.broker.log.SnapshotManifest;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The snapshots of a namespace: a file for each piece, and one for the newest manifest. Blocks. */
final class SnapshotFolder {
    private static final String MANIFEST = "snapshot.json";
    private static final String PREFIX = "snapshot-";
    private static final String SUFFIX = ".piece";

    private final Path folder;

    SnapshotFolder(Path folder) {
        this.folder = folder;
    }

    private Path file(String snapshot, int number) {
        return folder.resolve(PREFIX + snapshot + "-" + number + SUFFIX);
    }

    void putPiece(String snapshot, int number, Buffer piece) throws IOException {
        BrokerFolder.replace(file(snapshot, number), piece.getBytes());
    }

    Buffer piece(String snapshot, int number) throws IOException {
        Path file = file(snapshot, number);
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new MalformedDataException(file.toString(), "is missing; restore the folder from a copy", e);
        }
    }

    Optional<SnapshotManifest> manifest() throws IOException {
        Path file = folder.resolve(MANIFEST);
        try {
            return Optional.of(SnapshotManifest.decode(file.toString(), Buffer.buffer(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void putManifest(SnapshotManifest manifest) throws IOException {
        if (manifest().filter(newest -> newest.position() > manifest.position()).isPresent()) {
            return;
        }
        BrokerFolder.replace(folder.resolve(MANIFEST), manifest.encode().getBytes());
        String kept = PREFIX + manifest.snapshot() + "-";
        for (Path file : pieces()) {
            if (!file.getFileName().toString().startsWith(kept)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> pieces() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)
                            && file.getFileName().toString().endsWith(SUFFIX))
                    .toList();
        }
    }
}
