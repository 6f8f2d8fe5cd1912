package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a namespace as text: a first line with the time of the recording, then a line of JSON for each key. Where it is
 * restored, all times are moved by the time that has passed since, so that nothing is overdue.
 */
final class RecordedData {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    /** Microseconds since 1970, from 2023 to 2033. */
    private static final Pattern MICROS = Pattern.compile("(?<!\\d)1[789]\\d{14}(?!\\d)");
    /** The id of an entry of a stream. */
    private static final Pattern ENTRY = Pattern.compile("(\\d{13})-(\\d+)");
    /** The number of a day in the hash of an allowance. */
    private static final Pattern DAY = Pattern.compile("^([cta])(\\d{5})$");

    private final long shift;
    private final long days;

    private RecordedData(long recorded, long now) {
        this.shift = now - recorded;
        this.days = now / MICROS_PER_DAY - recorded / MICROS_PER_DAY;
    }

    // ---- recording

    static void write(Vertx vertx, RedisTestServer server, String namespace, Path file) {
        Redis client = Redis.createClient(vertx, server.uri());
        try {
            String prefix = Namespace.prefix(namespace);
            List<String> lines = new ArrayList<>();
            lines.add(new JsonObject().put("recorded", micros(client)).encode());
            TreeSet<String> keys = new TreeSet<>();
            send(client, Command.KEYS, prefix + "*").forEach(key -> keys.add(key.toString()));
            // What expires by itself is not kept.
            keys.removeIf(key -> send(client, Command.PTTL, key).toLong() >= 0);
            for (String key : keys) {
                JsonObject line = new JsonObject().put("key", key.substring(prefix.length()));
                lines.add(value(client, key, line).encode());
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            client.close();
        }
    }

    private static JsonObject value(Redis client, String key, JsonObject line) {
        String type = send(client, Command.TYPE, key).toString();
        line.put("type", type);
        return switch (type) {
            case "string" -> line.put("value", send(client, Command.GET, key).toString());
            case "list" -> line.put("value", texts(send(client, Command.LRANGE, key, 0, -1)));
            case "set" -> line.put("value", texts(send(client, Command.SMEMBERS, key)));
            case "hash" -> line.put("value", pairs(send(client, Command.HGETALL, key)));
            case "zset" -> line.put("value", scored(send(client, Command.ZRANGE, key, 0, -1, "WITHSCORES")));
            case "stream" -> line.put("value", entries(send(client, Command.XRANGE, key, "-", "+")));
            default -> throw new IllegalStateException(key + " is a " + type);
        };
    }

    private static JsonArray texts(Response list) {
        JsonArray texts = new JsonArray();
        list.forEach(each -> texts.add(each.toString()));
        return texts;
    }

    private static JsonArray scored(Response list) {
        JsonArray scored = new JsonArray();
        for (Response each : list) {
            scored.add(each.get(0).toString()).add(new BigDecimal(each.get(1).toString()).toPlainString());
        }
        return scored;
    }

    private static JsonObject pairs(Response hash) {
        JsonObject pairs = new JsonObject();
        new TreeSet<>(hash.getKeys())
                .forEach(field -> pairs.put(field, hash.get(field).toString()));
        return pairs;
    }

    private static JsonArray entries(Response stream) {
        JsonArray entries = new JsonArray();
        for (Response entry : stream) {
            entries.add(entry.get(0).toString()).add(entry.get(1).get(1).toString());
        }
        return entries;
    }

    // ---- restoring

    static void restore(Vertx vertx, RedisTestServer server, String resource, String namespace) {
        Redis client = Redis.createClient(vertx, server.uri());
        try {
            List<String> lines = lines(resource);
            RecordedData data = new RecordedData(new JsonObject(lines.get(0)).getLong("recorded"), micros(client));
            for (String line : lines.subList(1, lines.size())) {
                data.put(client, Namespace.prefix(namespace), new JsonObject(line));
            }
        } finally {
            client.close();
        }
    }

    private static List<String> lines(String resource) {
        try (InputStream in = RecordedData.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(Redis client, String prefix, JsonObject line) {
        String name = line.getString("key");
        String key = prefix + name;
        switch (line.getString("type")) {
            case "string" -> send(client, Command.SET, key, moved(line.getString("value")));
            case "list" -> send(client, Command.RPUSH, all(key, line.getJsonArray("value")));
            case "set" -> send(client, Command.SADD, all(key, line.getJsonArray("value")));
            case "hash" -> putHash(client, key, line.getJsonObject("value"), name.startsWith("sp:"));
            case "zset" -> putZset(client, key, line.getJsonArray("value"));
            default -> putStream(client, key, line.getJsonArray("value"));
        }
    }

    private Object[] all(String key, JsonArray texts) {
        List<Object> all = new ArrayList<>(List.of(key));
        texts.forEach(text -> all.add(moved(text.toString())));
        return all.toArray();
    }

    private void putHash(Redis client, String key, JsonObject pairs, boolean isSpending) {
        for (String field : pairs.fieldNames()) {
            String value = pairs.getString(field);
            Matcher day = DAY.matcher(field);
            if (isSpending && day.matches()) {
                send(client, Command.HSET, key, day.group(1) + (Long.parseLong(day.group(2)) + days), value);
            } else if (isSpending && field.equals("l")) {
                send(client, Command.HSET, key, field, Long.parseLong(value) + days);
            } else {
                send(client, Command.HSET, key, field, moved(value));
            }
        }
    }

    private void putZset(Redis client, String key, JsonArray members) {
        for (int i = 0; i < members.size(); i += 2) {
            send(client, Command.ZADD, key, moved(members.getString(i + 1)), members.getString(i));
        }
    }

    private void putStream(Redis client, String key, JsonArray entries) {
        for (int i = 0; i < entries.size(); i += 2) {
            Matcher id = ENTRY.matcher(entries.getString(i));
            if (!id.matches()) {
                throw new IllegalStateException("no id of an entry: " + entries.getString(i));
            }
            String moved = Long.parseLong(id.group(1)) + shift / 1000 + "-" + id.group(2);
            send(client, Command.XADD, key, moved, "v", moved(entries.getString(i + 1)));
        }
    }

    private String moved(String text) {
        return MICROS.matcher(text).replaceAll(time -> String.valueOf(Long.parseLong(time.group()) + shift));
    }

    private static long micros(Redis client) {
        Response time = send(client, Command.TIME);
        return time.get(0).toLong() * 1_000_000 + time.get(1).toLong();
    }

    private static Response send(Redis client, Command command, Object... arguments) {
        return get(client.send(Request.cmd(command, arguments)));
    }
}
