package io.codefleet.broker.redis.internal.address;

import io.codefleet.error.InvalidInputException;

/**
 * One server.
 *
 * @param host its name or IP address
 * @param port its port
 */
public record Node(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** Reads {@code host[:port]}; an IPv6 address stands in brackets. */
    static Node of(String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.isEmpty()) {
            throw new InvalidInputException(
                    "uri",
                    "has no host that can be read; write redis://host:port, and percent-encode the characters of the "
                            + "password that a URI cannot hold");
        }
        boolean isV6 = host.startsWith("[") && host.endsWith("]");
        return new Node(isV6 ? host.substring(1, host.length() - 1) : host, hasPort ? port(text, colon) : defaultPort);
    }

    private static int port(String text, int colon) {
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > MAX_PORT) {
            throw new InvalidInputException(
                    "uri", "has '" + port + "' for a port; a port is a number up to " + MAX_PORT);
        }
        return Integer.parseInt(port);
    }

    /** Returns the address as a URI has it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
