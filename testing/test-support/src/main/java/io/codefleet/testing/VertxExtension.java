package io.codefleet.testing;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Vert.x that is closed after the test, after all methods with {@code @AfterEach}; in a static field, after the class.
 *
 * <pre>{@code
 * @RegisterExtension
 * final VertxExtension vertx = new VertxExtension();
 * }</pre>
 */
public final class VertxExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final Vertx vertx = Vertx.vertx();
    private boolean isOfClass;

    /** Returns the Vert.x, which is the same each time. */
    public Vertx get() {
        return vertx;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        isOfClass = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!isOfClass) {
            FutureResults.get(vertx.close());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        FutureResults.get(vertx.close());
    }
}
