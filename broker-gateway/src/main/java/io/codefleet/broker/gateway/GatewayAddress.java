package io.codefleet.broker.gateway;

import io.codefleet.CodefleetOptions;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Address of a gateway, as {@code docs/guides/gateway.md} describes the URI.
 *
 * @param host the host, without brackets
 * @param port the port
 * @param isTls whether to speak TLS
 * @param path the path of the WebSocket, with the namespace
 * @param ca a PEM file with the authorities to trust; absent: those of the JDK
 * @param keyFile a file with the API key; absent: see {@link ApiKeySource}
 */
record GatewayAddress(
        String host, int port, boolean isTls, String path, Optional<String> ca, Optional<String> keyFile) {
    private static final String PATH = "/gateway/v1";
    private static final String CA = "ca";
    private static final String KEY_FILE = "keyFile";
    private static final List<String> KNOWN = List.of(CA, KEY_FILE);
    private static final Set<String> SECRETS = Set.of("key", "token", "apikey", "api_key", "password");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** @throws InvalidInputException if the URI cannot be that of a gateway; it names the part, and never shows a key */
    static GatewayAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        boolean isTls = uri.getScheme().equalsIgnoreCase("https");
        if (uri.getRawUserInfo() != null) {
            throw new InvalidInputException(
                    "uri",
                    "holds something before the @; put the API key into " + GatewayBrokerProvider.KEY_VARIABLE
                            + " or a file, never into the URI");
        }
        if (uri.getHost() == null) {
            throw new InvalidInputException("uri", "names no host; write https://host[:port][/prefix]");
        }
        if (uri.getRawFragment() != null) {
            throw new InvalidInputException("uri", "has a # part; leave it out");
        }
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        if (!isTls && !isLoopback(host)) {
            throw new InvalidInputException(
                    "uri",
                    "is http:// to " + host
                            + ", where others could read the API key on its way; write https://, or use a loopback "
                            + "address");
        }
        Map<String, String> parameters = parameters(uri.getRawQuery());
        if (!isTls && parameters.containsKey(CA)) {
            throw new InvalidInputException("uri", "names ca, but not TLS; begin the URI with https");
        }
        int port = uri.getPort() < 0 ? isTls ? HTTPS : HTTP : uri.getPort();
        String prefix = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String path = prefix + PATH + "?namespace=" + URLEncoder.encode(options.namespace(), StandardCharsets.UTF_8);
        return new GatewayAddress(
                host,
                port,
                isTls,
                path,
                Optional.ofNullable(parameters.get(CA)),
                Optional.ofNullable(parameters.get(KEY_FILE)));
    }

    /** Names are not looked up, as what they stand for may change. */
    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("::1") || name.matches("127(\\.\\d{1,3}){3}");
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            if (SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidInputException(
                        "uri",
                        "holds a " + name + "; put the API key into " + GatewayBrokerProvider.KEY_VARIABLE
                                + " or a file, never into the URI");
            }
            if (!KNOWN.contains(name)) {
                throw new InvalidInputException(
                        "uri",
                        "has an option '" + name + "' that is not known; "
                                + NearestName.of(name, KNOWN)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("known are " + String.join(", ", KNOWN)));
            }
            if (parts.length < 2 || parts[1].isEmpty()) {
                throw new InvalidInputException("uri", "gives no value to " + name + "; write " + name + "=…");
            }
            if (values.put(name, decode(parts[1])) != null) {
                throw new InvalidInputException("uri", "names " + name + " twice; leave one of them out");
            }
        }
        return values;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The address without the path. */
    @Override
    public String toString() {
        return (isTls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
