package io.codefleet.launcher.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A way for one connection from a port of a network namespace's loopback to a port of this machine's. */
final class NetworkRelay implements AutoCloseable {
    private final Process process;
    private final Socket socket;

    private NetworkRelay(Process process, Socket socket) {
        this.process = process;
        this.socket = socket;
    }

    static NetworkRelay start(String network, int from, int to) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Process process = new ProcessBuilder(List.of(
                        "ip", "netns", "exec", network, java, "-cp", classes, RelayMain.class.getName(), "" + from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Socket socket = new Socket("127.0.0.1", to);
        NetworkRelay relay = new NetworkRelay(process, socket);
        daemon(() -> RelayMain.pass(process.getInputStream(), socket.getOutputStream()));
        daemon(() -> RelayMain.pass(socket.getInputStream(), process.getOutputStream()));
        await().until(() -> isListening(network, from));
        return relay;
    }

    private static boolean isListening(String network, int port) throws IOException {
        Process list =
                new ProcessBuilder("ip", "netns", "exec", network, "cat", "/proc/net/tcp", "/proc/net/tcp6").start();
        return new String(list.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .contains(":" + Integer.toHexString(port).toUpperCase(Locale.ROOT) + " 0");
    }

    private interface Pass {
        void run() throws IOException;
    }

    private static void daemon(Pass pass) {
        Thread thread = new Thread(() -> {
            try {
                pass.run();
            } catch (IOException e) {
                // one side is closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroyForcibly();
    }
}
