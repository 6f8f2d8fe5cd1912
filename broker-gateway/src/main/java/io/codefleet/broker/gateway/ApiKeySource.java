package io.codefleet.broker.gateway;

import io.codefleet.broker.ParameterFile;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Source of the API key: a variable, or a file that is read for each connection, so that a new key needs no restart. */
final class ApiKeySource {
    private final Function<Vertx, Future<String>> reader;

    private ApiKeySource(Function<Vertx, Future<String>> reader) {
        this.reader = reader;
    }

    /**
     * Creates the source of the API key: the file that the URI names, or the environment.
     *
     * @param keyFile the file that the URI names; it counts before the environment
     * @throws InvalidInputException if there is neither file nor key, or the key of the variable cannot be one
     */
    static ApiKeySource of(Optional<ParameterFile> keyFile, UnaryOperator<@Nullable String> environment) {
        if (keyFile.isPresent()) {
            ParameterFile file = keyFile.get();
            return new ApiKeySource(vertx -> file.read(vertx).map(text -> checked(file.option(), text)));
        }
        String given = given(environment, GatewayBrokerProvider.KEY_VARIABLE)
                .orElseThrow(() -> new InvalidInputException(
                        GatewayBrokerProvider.KEY_VARIABLE,
                        "is not set; put the API key there, or into a file that ?keyFile=FILE names. 'codefleet keys "
                                + "create' makes one"));
        String key = checked(GatewayBrokerProvider.KEY_VARIABLE, given);
        return new ApiKeySource(vertx -> Future.succeededFuture(key));
    }

    private static Optional<String> given(UnaryOperator<@Nullable String> environment, String name) {
        return Optional.ofNullable(environment.apply(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    /**
     * Returns the key if it has the form of one. The message of a refusal does not quote the text, which may be a key with a
     * mistake in it.
     */
    private static String checked(String place, String key) {
        if (!key.matches("[!-~]{1,16384}")) {
            throw new InvalidInputException(
                    place, "does not hold an API key; it must be one word of letters, digits and signs, as cf_…");
        }
        return key;
    }

    /** Returns the key; fails with {@link InvalidInputException} if the file cannot be read or holds none. */
    Future<String> read(Vertx vertx) {
        return reader.apply(vertx);
    }
}
