package io.codefleet.broker.gateway;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.LoopbackHost;
import io.codefleet.broker.ParameterFile;
import io.codefleet.broker.UriParameters;
import io.codefleet.broker.log.remote.GatewayProtocol;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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
        String host, int port, boolean isTls, String path, Optional<String> ca, Optional<ParameterFile> keyFile) {
    private static final String CA = "ca";
    private static final String KEY_FILE = "keyFile";
    private static final List<String> KNOWN = List.of(CA, KEY_FILE);
    private static final Set<String> SECRETS = Set.of("key", "token", "apikey", "api_key", "password");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * Reads the address from the URI of the options.
     *
     * @throws InvalidInputException if the URI cannot be that of a gateway; it names the part, and never shows a key
     */
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
        if (!isTls && !LoopbackHost.matches(host)) {
            throw new InvalidInputException(
                    "uri",
                    "is http:// to " + host
                            + ", where others could read the API key on its way; write https://, or use a loopback "
                            + "address");
        }
        refuseSecrets(UriParameters.names(uri.getRawQuery()));
        UriParameters parameters = UriParameters.of(uri.getRawQuery(), KNOWN);
        if (!isTls && parameters.has(CA)) {
            throw new InvalidInputException("uri", "names ca, but not TLS; begin the URI with https");
        }
        int port = uri.getPort() < 0 ? isTls ? HTTPS : HTTP : uri.getPort();
        String prefix = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String path = prefix + GatewayProtocol.PATH + "?namespace="
                + URLEncoder.encode(options.namespace(), StandardCharsets.UTF_8);
        return new GatewayAddress(host, port, isTls, path, parameters.text(CA), parameters.file(KEY_FILE));
    }

    private static void refuseSecrets(List<String> names) {
        for (String name : names) {
            if (SECRETS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidInputException(
                        "uri",
                        "holds a " + name + "; put the API key into " + GatewayBrokerProvider.KEY_VARIABLE
                                + " or a file, never into the URI");
            }
        }
    }

    /** Returns the address without the path. */
    @Override
    public String toString() {
        return (isTls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
