package io.codefleet.agent.opencode.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** The server answered a request with an error. */
public final class ServerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_TEXT = 500;

    private final int status;
    private final String name;

    private ServerFault(int status, String name, String message) {
        super(message);
        this.status = status;
        this.name = name;
    }

    /**
     * Creates the fault that an error response of the server describes.
     *
     * @param call what was asked, without what was sent
     */
    public static ServerFault of(String call, int status, String body) {
        String name = "";
        String words = body;
        try {
            JsonObject error = new JsonObject(body);
            name = error.getString("name", "");
            words = Json.object(error, "data").getString("message", body);
        } catch (DecodeException | ClassCastException e) {
            // no error of OpenCode's own; its text is as good
        }
        String brief = words.length() > MAX_TEXT ? words.substring(0, MAX_TEXT) + "…" : words;
        return new ServerFault(status, name, call + " answered " + status + (brief.isEmpty() ? "" : ": " + brief));
    }

    public int status() {
        return status;
    }

    public String name() {
        return name;
    }
}
