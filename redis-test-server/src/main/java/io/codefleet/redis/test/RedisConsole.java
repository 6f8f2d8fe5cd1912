package io.codefleet.redis.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives single commands to servers on 127.0.0.1 that speak plain TCP, as an operator at a console does. */
public final class RedisConsole {

    private static final int LIMIT_MILLIS = 5_000;

    private RedisConsole() {}

    /**
     * Sends one command on a connection of its own.
     *
     * @return a string, a {@link Long}, a list of these, or null
     * @throws IllegalStateException if the server answers with an error
     * @throws UncheckedIOException if it does not answer
     */
    public static @Nullable Object ask(int port, String... words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(encode(words));
            return read(new BufferedInputStream(socket.getInputStream()), words);
        } catch (IOException e) {
            throw new UncheckedIOException("No answer to " + words[0] + " from port " + port, e);
        }
    }

    /** Returns the answer to a command that answers with text, as {@link #ask} does. */
    public static String text(int port, String... words) {
        return String.valueOf(ask(port, words));
    }

    private static byte[] encode(String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static @Nullable Object read(InputStream in, String... words) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> rest.equals("-1") ? null : bulk(in, Integer.parseInt(rest));
            case '*' -> rest.equals("-1") ? null : list(in, Integer.parseInt(rest), words);
            default -> throw new IllegalStateException(String.join(" ", words) + ": " + rest);
        };
    }

    private static String bulk(InputStream in, int length) throws IOException {
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        line(in);
        return text;
    }

    private static List<@Nullable Object> list(InputStream in, int length, String... words) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            list.add(read(in, words));
        }
        return list;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next;
        while ((next = in.read()) != '\r') {
            if (next < 0) {
                throw new IOException("the server hung up");
            }
            line.write(next);
        }
        in.skipNBytes(1);
        return line.toString(StandardCharsets.UTF_8);
    }
}
