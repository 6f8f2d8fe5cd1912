package io.codefleet.launcher.demo;

import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The scripted model of the demo's tasks.
 *
 * @param openCodeConfig a configuration of OpenCode that knows no other model, as JSON
 * @param closing ends its server
 */
public record DemoModel(String openCodeConfig, Closing closing) {
    /** Its script, in the package of this class. */
    static final String SCRIPT = "demo-script.yml";

    /** Ends something. */
    @FunctionalInterface
    public interface Closing {
        /** Ends it. */
        Future<Void> close();
    }

    /** Starts its server on a free port of the loopback interface. */
    public static Future<DemoModel> start(Vertx vertx) {
        return ScriptedModel.start(vertx, Script.parse(SCRIPT, scriptText()))
                .map(model -> new DemoModel(model.openCodeConfig(), model::close));
    }

    static String scriptText() {
        try (InputStream in = DemoModel.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException("the jar lacks " + SCRIPT);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
