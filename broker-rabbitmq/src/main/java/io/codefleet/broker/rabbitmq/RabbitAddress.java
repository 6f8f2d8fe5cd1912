package io.codefleet.broker.rabbitmq;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.ParameterFile;
import io.codefleet.broker.UriParameters;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Address of the server with the credentials, as {@code docs/guides/rabbitmq.md} describes the URI.
 *
 * @param host the host
 * @param port the port
 * @param user the user
 * @param password the password
 * @param virtualHost the virtual host
 * @param isTls whether to speak TLS
 * @param ca a PEM file with the authorities to trust; absent: those of the JDK
 * @param logBytes how large a new log may become before its oldest records are deleted
 * @param mayLead whether this process leads when it is its turn
 * @param timeout how long a step may take
 */
record RabbitAddress(
        String host,
        int port,
        String user,
        String password,
        String virtualHost,
        boolean isTls,
        Optional<String> ca,
        long logBytes,
        boolean mayLead,
        Duration timeout) {
    private static final int PORT = 5672;
    private static final int TLS_PORT = 5671;
    private static final long DEFAULT_LOG_BYTES = 4L << 30;
    private static final long MIN_LOG_BYTES = 512L << 20;
    private static final String GUEST = "guest";
    private static final String CA = "ca";
    private static final String PASSWORD_FILE = "passwordFile";
    private static final String LEAD = "lead";
    private static final String LOG_BYTES = "logBytes";
    private static final List<String> KNOWN = List.of(CA, PASSWORD_FILE, LEAD, LOG_BYTES);

    /**
     * Reads the address from the URI of the options.
     *
     * @throws InvalidInputException if the URI cannot be one of RabbitMQ; it names the part
     */
    static RabbitAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        boolean isTls = uri.getScheme().equalsIgnoreCase("amqps");
        if (uri.getHost() == null || uri.getRawFragment() != null) {
            throw new InvalidInputException(
                    "uri",
                    "does not name a server; write amqp://user:password@host:port/virtualhost, and %23 for a # in the"
                            + " password");
        }
        UriParameters parameters = UriParameters.of(uri.getRawQuery(), KNOWN);
        if (parameters.has(CA) && !isTls) {
            throw new InvalidInputException("uri", "names ca, but not TLS; begin the URI with amqps instead of amqp");
        }
        String[] login = (uri.getRawUserInfo() == null ? GUEST + ":" + GUEST : uri.getRawUserInfo()).split(":", 2);
        return new RabbitAddress(
                uri.getHost(),
                port(uri, isTls),
                UriParameters.decode(login[0]),
                password(
                        login.length < 2 ? null : UriParameters.decode(login[1]),
                        parameters.file(PASSWORD_FILE).orElse(null)),
                virtualHost(uri.getRawPath()),
                isTls,
                parameters.text(CA),
                logBytes(parameters.text(LOG_BYTES).orElse(null)),
                parameters.flag(LEAD, true),
                options.commandTimeout());
    }

    private static String password(@Nullable String password, @Nullable ParameterFile file) {
        if (password != null && file == null) {
            return password;
        }
        if (file != null && password == null) {
            return file.read();
        }
        throw new InvalidInputException(
                "uri", "needs one password; write amqp://user:password@host, or amqp://user@host?passwordFile=FILE");
    }

    private static int port(URI uri, boolean isTls) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return isTls ? TLS_PORT : PORT;
    }

    private static String virtualHost(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return "/";
        }
        String name = path.substring(1);
        if (name.contains("/")) {
            throw new InvalidInputException(
                    "uri", "has the path " + path + "; write one virtual host, with %2F for a / in its name");
        }
        return UriParameters.decode(name);
    }

    private static long logBytes(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LOG_BYTES;
        }
        if (!text.matches("[1-9][0-9]{0,14}") || Long.parseLong(text) < MIN_LOG_BYTES) {
            throw new InvalidInputException(
                    "uri", "has logBytes=" + text + "; write a number of bytes, at least " + MIN_LOG_BYTES);
        }
        return Long.parseLong(text);
    }

    /** Returns the server and the virtual host, without credentials. */
    @Override
    public String toString() {
        return (isTls ? "amqps://" : "amqp://") + host + ":" + port + " (virtual host " + virtualHost + ")";
    }
}
