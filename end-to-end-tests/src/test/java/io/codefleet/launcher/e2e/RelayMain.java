package io.codefleet.launcher.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Takes one connection at a port of loopback, and passes its bytes through standard input and output: the only way out of a network namespace. */
final class RelayMain {
    private RelayMain() {}

    /** Argument: the port. */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket listener =
                        new ServerSocket(Integer.parseInt(arguments[0]), 1, InetAddress.getByName("127.0.0.1"));
                Socket socket = listener.accept()) {
            Thread in = new Thread(() -> copy(System.in, socket));
            in.setDaemon(true);
            in.start();
            pass(socket.getInputStream(), System.out);
        }
    }

    private static void copy(InputStream from, Socket to) {
        try {
            pass(from, to.getOutputStream());
        } catch (IOException e) {
            // the other way ends too
        }
    }

    /** Passes on what comes until the end. */
    static void pass(InputStream from, OutputStream to) throws IOException {
        byte[] bytes = new byte[8192];
        for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
            to.write(bytes, 0, count);
            to.flush();
        }
    }
}
