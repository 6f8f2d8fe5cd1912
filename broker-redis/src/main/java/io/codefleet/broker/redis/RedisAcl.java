package io.codefleet.broker.redis;

import io.codefleet.broker.redis.internal.script.LuaScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Minimal rights of an ACL user of Redis that serves one namespace: its keys, its channels, and the commands
 * that clients and scripts use.
 */
public final class RedisAcl {
    /** Those that clients send besides scripts. AUTH and HELLO are free to all. */
    private static final List<String> SENT = List.of(
            "evalsha",
            "script|load",
            "blpop",
            "hget",
            "xread",
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

    /** The scripts that only read. */
    private static final Set<LuaScript> READS = EnumSet.of(
            LuaScript.FIND,
            LuaScript.LIST,
            LuaScript.STATS,
            LuaScript.WORKERS,
            LuaScript.EVENTS,
            LuaScript.AUDIT,
            LuaScript.DOCUMENTS);

    private RedisAcl() {}

    /**
     * Returns the rules for one namespace, as {@code ACL SETUSER} and a file of users take them:
     * {@code ACL SETUSER name on >password}, then these rules.
     */
    public static String rules(String namespace) {
        String prefix = Namespace.prefix(namespace);
        return "~" + prefix + "* resetchannels &" + prefix + "* -@all " + allowed(EnumSet.allOf(LuaScript.class));
    }

    /**
     * Returns the rules for a user that may look at one namespace and change nothing in it: lists, details, numbers, workers,
     * events, the audit, progress and documents, such as transcripts. They need Redis 7 or newer, which distinguishes reading from writing. The prefix itself
     * is not a key; scripts take it.
     */
    public static String observerRules(String namespace) {
        String prefix = Namespace.prefix(namespace);
        return "~" + prefix + " %R~" + prefix + "* resetchannels &" + prefix + "* -@all " + allowed(READS);
    }

    private static String allowed(Set<LuaScript> scripts) {
        SortedSet<String> commands = new TreeSet<>(SENT);
        commands.addAll(LuaScript.commands(scripts));
        return commands.stream().map(command -> "+" + command).collect(Collectors.joining(" "));
    }
}
