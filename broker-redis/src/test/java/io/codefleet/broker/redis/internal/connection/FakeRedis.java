package io.codefleet.broker.redis.internal.connection;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what a test wants a Redis to say. */
final class FakeRedis {
    private final NetServer server;
    private final Function<List<String>, String> answers;
    final AtomicInteger connections = new AtomicInteger();

    private volatile @Nullable NetSocket newest;

    /** @param answers the answer to a command, without its line end, as in {@code +OK}; empty for none */
    FakeRedis(Vertx vertx, Function<List<String>, String> answers) {
        this.answers = answers;
        this.server = vertx.createNetServer().connectHandler(socket -> {
            newest = socket;
            connections.incrementAndGet();
            RecordParser lines = RecordParser.newDelimited("\r\n", new Commands(socket::write)::line);
            socket.handler(lines);
        });
    }

    Future<Integer> listen() {
        return server.listen(0, "127.0.0.1").map(NetServer::actualPort);
    }

    /** Writes an answer to the newest connection. */
    void write(String answer) {
        Objects.requireNonNull(newest).write(answer + "\r\n");
    }

    /** Closes the newest connection. */
    void disconnect() {
        Objects.requireNonNull(newest).close();
    }

    /** Reads commands: a line with the number of words, then for each one line with its length and one with itself. */
    private final class Commands {
        private final Consumer<Buffer> write;
        private final List<String> words = new ArrayList<>();
        private int left;

        Commands(Consumer<Buffer> write) {
            this.write = write;
        }

        void line(Buffer line) {
            String text = line.toString();
            if (left == 0) {
                left = 2 * Integer.parseInt(text.substring(1));
                return;
            }
            left--;
            if (left % 2 == 0) {
                words.add(text);
            }
            if (left == 0) {
                String command =
                        words.get(0).equals("hello") ? "-ERR unknown command" : answers.apply(List.copyOf(words));
                words.clear();
                if (!command.isEmpty()) {
                    write.accept(Buffer.buffer(command + "\r\n"));
                }
            }
        }
    }
}
