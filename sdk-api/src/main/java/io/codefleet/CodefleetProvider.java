package io.codefleet;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ServiceLoader;

/** Makes clients; found by {@link ServiceLoader}. Implemented by the engine ({@code codefleet-sdk-core}). */
public interface CodefleetProvider {
    /** Connects with a {@code Vertx} of its own. */
    Future<CodefleetClient> connect(CodefleetOptions options);

    /** Connects on the host's {@code Vertx}. */
    Future<CodefleetClient> connect(Vertx vertx, CodefleetOptions options);

    /**
     * Returns the provider on the class path.
     *
     * @throws IllegalStateException if there is none
     */
    static CodefleetProvider load() {
        return ServiceLoader.load(CodefleetProvider.class, CodefleetProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no Codefleet engine on the class path; add the artifact codefleet-sdk-core"));
    }
}
