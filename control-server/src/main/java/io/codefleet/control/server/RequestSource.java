package io.codefleet.control.server;

/**
 * Source of a request, as the client sees it.
 *
 * @param address the client's address
 * @param secure whether the client speaks TLS
 * @param authority the host, and the port if there is one, to which the client speaks; empty if it names none
 */
public record RequestSource(String address, boolean secure, String authority) {}
