package io.codefleet.agent.opencode.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Address of a server of OpenCode, with its credentials.
 *
 * @param basePath what goes before each path, without a slash at its end
 * @param authorization the header of that name
 */
public record ServerAddress(String host, int port, boolean ssl, String basePath, Optional<String> authorization) {
    public static final String LOOPBACK = "127.0.0.1";
    public static final String DEFAULT_USER = "opencode";

    /** Returns the address of a server that the worker started. */
    public static ServerAddress local(int port, String password) {
        return new ServerAddress(LOOPBACK, port, false, "", Optional.of(basic(DEFAULT_USER, password)));
    }

    /** Returns the address of an external server; credentials in the URL count if the arguments have none. */
    public static ServerAddress of(URI url, Optional<String> username, Optional<String> password) {
        boolean ssl = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : ssl ? 443 : 80;
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        Optional<String> given = password.map(secret -> basic(username.orElse(DEFAULT_USER), secret));
        Optional<String> inUrl = Optional.ofNullable(url.getUserInfo()).map(ServerAddress::encoded);
        return new ServerAddress(url.getHost(), port, ssl, path, given.or(() -> inUrl));
    }

    private static String basic(String user, String password) {
        return encoded(user + ":" + password);
    }

    private static String encoded(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the address without the credentials. */
    @Override
    public String toString() {
        return (ssl ? "https://" : "http://") + host + ":" + port + basePath;
    }
}
