package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A watcher by server-sent events that reads only when it is asked to, with small buffers of the system. */
final class SlowWatcher implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader text;

    SlowWatcher(int port, String path, String key) throws Exception {
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        text = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
        assertThat(text.readLine()).contains(" 200 ");
    }

    /** One event of the stream. */
    record Event(String name, JsonObject data) {}

    Event next() throws Exception {
        return new Event(value("event: "), new JsonObject(value("data: ")));
    }

    private String value(String field) throws Exception {
        String line = text.readLine();
        while (line != null && !line.startsWith(field)) {
            line = text.readLine();
        }
        assertThat(line).as("the stream ended").isNotNull();
        return line.substring(field.length());
    }

    @Override
    public void close() throws Exception {
        socket.close();
    }
}
