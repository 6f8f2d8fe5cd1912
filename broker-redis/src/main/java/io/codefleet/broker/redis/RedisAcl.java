package io.codefleet.broker.redis;

import io.codefleet.broker.redis.script.Script;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an ACL user of Redis must be allowed to serve one namespace, and nothing beyond: its keys, its channels, and the commands
 * that clients and scripts use.
 */
public final class RedisAcl {
    /** Those that clients send beside scripts. AUTH and HELLO are free to all. */
    private static final List<String> SENT = List.of(
            "evalsha",
            "script|load",
            "blpop",
            "xread",
            "ltrim",
            "subscribe",
            "unsubscribe",
            "ping",
            "select",
            "wait",
            "role",
            "cluster|keyslot",
            "cluster|slots");

    /** What a user of the Sentinels must be allowed, as {@code ACL SETUSER} takes it. */
    public static final String SENTINEL_RULES =
            "resetchannels &+switch-master -@all +sentinel|get-master-addr-by-name +subscribe +ping";

    private RedisAcl() {}

    /**
     * The rules for one namespace, as {@code ACL SETUSER} and a file of users take them: {@code ACL SETUSER name on >password},
     * then these.
     */
    public static String rules(String namespace) {
        String prefix = Namespace.prefix(namespace);
        SortedSet<String> commands = new TreeSet<>(SENT);
        commands.addAll(Script.commands());
        return "~" + prefix + "* resetchannels &" + prefix + "* -@all "
                + commands.stream().map(command -> "+" + command).collect(Collectors.joining(" "));
    }
}
