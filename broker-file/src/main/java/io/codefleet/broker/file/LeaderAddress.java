package io.codefleet.broker.file;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Address of the leader and the secret of its term, as stored in the folder. Who can read the folder can reach the leader.
 *
 * @param port the port on the loopback address
 * @param secret random, different for each leader
 */
record LeaderAddress(int port, Buffer secret) {
    private static final String FILE = "leader.json";

    /** Writes the file. Blocks. */
    void write(Path folder) throws IOException {
        String json = new JsonObject()
                .put("port", port)
                .put("pid", ProcessHandle.current().pid())
                .put("secret", Base64.getEncoder().encodeToString(secret.getBytes()))
                .encode();
        BrokerFolder.replace(folder.resolve(FILE), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the file; empty if there is none, or it is of another version. Blocks. */
    static Optional<LeaderAddress> read(Path folder) throws IOException {
        try {
            JsonObject json = new JsonObject(Files.readString(folder.resolve(FILE)));
            return Optional.of(new LeaderAddress(
                    json.getInteger("port"), Buffer.buffer(Base64.getDecoder().decode(json.getString("secret")))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "LeaderAddress[port=" + port + "]";
    }
}
