package io.codefleet.broker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one meaning of "this machine" for a host that a person has given: {@code localhost}, or an address of the loopback written as
 * such. No other name counts and none is looked up: what a name leads to may change between the look and the connection, and a key
 * that was meant to stay on the machine would leave it.
 */
public final class LoopbackHost {
    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    private LoopbackHost() {}

    /**
     * Returns whether a host is this machine. Does not block.
     *
     * @param host a name or an address; one of IPv6 with or without brackets
     */
    public static boolean matches(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || IPV4.matcher(name).matches() || isLoopbackOfIpv6(name);
    }

    private static boolean isLoopbackOfIpv6(String name) {
        if (name.indexOf(':') < 0) {
            return false;
        }
        try {
            // Within brackets the JDK takes an address only, and looks nothing up.
            return InetAddress.getByName(name.startsWith("[") ? name : "[" + name + "]")
                    .isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
