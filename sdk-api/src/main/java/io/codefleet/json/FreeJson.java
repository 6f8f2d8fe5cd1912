package io.codefleet.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values as plain maps, lists and exact numbers. */
final class FreeJson {
    private static final double MAX_EXACT_DOUBLE = 1L << 53;

    private FreeJson() {}

    /** Returns a copy of the values without nulls. */
    static Map<String, Object> withoutNulls(Map<String, Object> values) {
        Map<String, Object> kept = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (value != null) {
                kept.put(key, plain(value));
            }
        });
        return kept;
    }

    @SuppressWarnings("unchecked")
    private static Object plain(Object value) {
        if (value instanceof JsonObject object) {
            return withoutNulls(object.getMap());
        }
        if (value instanceof Map<?, ?> map) {
            return withoutNulls((Map<String, Object>) map);
        }
        if (value instanceof JsonArray array) {
            return plain(array.getList());
        }
        if (value instanceof List<?> list) {
            List<Object> kept = new ArrayList<>();
            for (Object item : list) {
                if (item != null) {
                    kept.add(plain(item));
                }
            }
            return kept;
        }
        return value;
    }

    /**
     * Returns a number as a whole one.
     *
     * @throws ArithmeticException if the number is not whole, or has more than 63 bits
     */
    static long exactLong(Number number) {
        if (number instanceof BigInteger large) {
            return large.longValueExact();
        }
        if (number instanceof BigDecimal decimal) {
            return decimal.longValueExact();
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (value != Math.rint(value) || Math.abs(value) > MAX_EXACT_DOUBLE) {
                throw new ArithmeticException("not whole");
            }
        }
        return number.longValue();
    }
}
