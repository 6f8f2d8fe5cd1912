package io.codefleet.control.server;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entry of one proxy about its caller.
 *
 * @param node the caller's address, perhaps with a port; or another name, which nobody can use
 * @param proto the scheme that the caller spoke
 * @param host the host that the caller named
 */
record ForwardedHop(String node, Optional<String> proto, Optional<String> host) {
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]+))(?::\\d{1,5})?");

    /** Returns the caller's address; null for what is none. A name is never looked up. */
    @Nullable
    InetAddress address() {
        Matcher parts = WITH_PORT.matcher(node);
        String address = node;
        if (parts.matches()) {
            address = parts.group(1) != null ? parts.group(1) : parts.group(2);
        }
        return NetUtil.createInetAddressFromIpAddressString(address);
    }
}
