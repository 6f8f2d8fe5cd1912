package io.codefleet.routing;

import io.codefleet.Price;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Prices of models, by their names as {@code provider/name}. Immutable; a method that takes a price returns a changed copy.
 *
 * @param byModel the price of each
 */
@CheckReturnValue
public record ModelPrices(SortedMap<String, ModelPrice> byModel) {
    /** No price is known. */
    public static final ModelPrices NONE = new ModelPrices(Collections.emptySortedMap());

    private static final List<String> FIELDS = List.of("input", "output", "cacheRead", "cacheWrite");

    public ModelPrices {
        byModel = Collections.unmodifiableSortedMap(new TreeMap<>(byModel));
    }

    /** Returns a copy that knows this one, too. */
    public ModelPrices model(String model, ModelPrice price) {
        TreeMap<String, ModelPrice> more = new TreeMap<>(byModel);
        more.put(model, price);
        return new ModelPrices(more);
    }

    /** Returns what the model costs; empty if that is not known. */
    public Optional<ModelPrice> of(String model) {
        return Optional.ofNullable(byModel.get(model));
    }

    /**
     * Reads prices as the text of a JSON object: {@code {"provider/name": {"input": 3, "output": 15, "cacheRead": 0.3,
     * "cacheWrite": 3.75}}}. The two of the cache may be left out: they are that of the input then.
     *
     * @throws InvalidInputException if the text is not such an object; the error names the model and the field
     */
    public static ModelPrices read(String json) {
        try {
            return read(new JsonObject(json));
        } catch (DecodeException e) {
            throw new InvalidInputException("prices", "are no JSON object; write {\"provider/name\": {…}}", e);
        }
    }

    /**
     * Reads prices from a JSON object, as {@link #read(String)}; for a host that has them in a larger file.
     *
     * @throws InvalidInputException if a price is wrong; it names the model and the field
     */
    public static ModelPrices read(JsonObject json) {
        ModelPrices prices = NONE;
        for (Map.Entry<String, Object> entry : json) {
            if (!(entry.getValue() instanceof JsonObject fields)) {
                throw new InvalidInputException(
                        "prices." + entry.getKey(), "is not an object; write {\"input\": 3, \"output\": 15}");
            }
            prices = prices.model(entry.getKey(), price("prices." + entry.getKey(), fields));
        }
        return prices;
    }

    private static ModelPrice price(String where, JsonObject fields) {
        for (String field : fields.fieldNames()) {
            if (!FIELDS.contains(field)) {
                String hint = NearestName.of(field, FIELDS).orElse("input");
                throw new InvalidInputException(where + "." + field, "is not known; did you mean " + hint + "?");
            }
        }
        BigDecimal input = number(where, fields, "input").orElseThrow(() -> missing(where, "input"));
        BigDecimal output = number(where, fields, "output").orElseThrow(() -> missing(where, "output"));
        return new ModelPrice(
                input,
                output,
                number(where, fields, "cacheRead").orElse(input),
                number(where, fields, "cacheWrite").orElse(input));
    }

    private static InvalidInputException missing(String where, String field) {
        return new InvalidInputException(where + "." + field, "is missing; give dollars for a million tokens");
    }

    private static Optional<BigDecimal> number(String where, JsonObject fields, String field) {
        Object value = fields.getValue(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof BigDecimal number) {
            return Optional.of(Price.check(where + "." + field, number));
        }
        if (value instanceof Number || value instanceof String) {
            return Optional.of(Price.parse(where + "." + field, value.toString()));
        }
        throw new InvalidInputException(where + "." + field, "is not a number; give dollars for a million tokens");
    }
}
