package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.agent.Agent.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnEventsTest {
    private final List<Event> reported = new ArrayList<>();
    private final TurnEvents events = new TurnEvents(Path.of("/work/project"), this::add);

    /** Adds an event, if it is for those who watch; steps of transcripts have a test of their own. */
    private void add(Event event) {
        if (!(event instanceof Event.Recorded) && !(event instanceof Event.Activity)) {
            reported.add(event);
        }
    }

    private void message(String id, String role) {
        events.own(
                "message.updated",
                new JsonObject().put("info", new JsonObject().put("id", id).put("role", role)));
    }

    private void part(String message, String id, String type) {
        JsonObject part =
                new JsonObject().put("id", id).put("messageID", message).put("type", type);
        events.own("message.part.updated", new JsonObject().put("part", part));
    }

    private void delta(String part, String words) {
        events.own(
                "message.part.delta",
                new JsonObject().put("partID", part).put("field", "text").put("delta", words));
    }

    private static JsonObject tool(String status) {
        JsonObject state = new JsonObject()
                .put("status", status)
                .put("input", new JsonObject().put("content", "x").put("filePath", "/work/project/src/A.java"))
                .put("error", "no such file\nand more");
        JsonObject part = new JsonObject()
                .put("id", "p")
                .put("type", "tool")
                .put("tool", "write")
                .put("state", state);
        return new JsonObject().put("part", part);
    }

    @Test
    void onlyTheAgentsOwnTextIsPublishedAsText() {
        message("user", "user");
        message("agent", "assistant");
        part("user", "asked", "text");
        part("agent", "thought", "reasoning");
        part("agent", "said", "text");
        delta("asked", "mend it");
        delta("thought", "hm");
        delta("said", "I ");
        delta("said", "did");

        assertThat(reported).containsExactly(new Event.TextDelta("I "), new Event.TextDelta("did"));
    }

    @Test
    void aToolIsReportedOncePerStatusWithItsSubject() {
        events.own("message.part.updated", tool("pending"));
        events.own("message.part.updated", tool("running"));
        events.own("message.part.updated", tool("running"));
        events.own("message.part.updated", tool("error"));

        assertThat(reported)
                .containsExactly(
                        new Event.Tool("write", "src/A.java", "running"),
                        new Event.Tool("write", "src/A.java: no such file", "error"));
    }

    @Test
    void aSubagentsToolsAreMarkedAndItsTextIsOmitted() {
        events.child("message.updated", new JsonObject().put("info", new JsonObject().put("role", "assistant")));
        events.child("message.part.updated", tool("completed"));

        assertThat(reported).containsExactly(new Event.Tool("write", "subagent: src/A.java", "completed"));
    }

    @Test
    void aRetryIsReportedOnce() {
        JsonObject status = new JsonObject()
                .put("type", "retry")
                .put("attempt", 2)
                .put("message", "overloaded")
                .put("next", System.currentTimeMillis() + 4_000);
        events.own("session.status", new JsonObject().put("status", status));
        events.own("session.status", new JsonObject().put("status", status));

        assertThat(reported).hasSize(1).first().isInstanceOfSatisfying(Event.Note.class, note -> {
            assertThat(note.kind()).isEqualTo("retry");
            assertThat(note.text()).matches("the model's provider says: overloaded; retry 2 in [34] s");
        });
    }

    @Test
    void aTodoListIsReportedAsASummary() {
        JsonArray todos = new JsonArray()
                .add(new JsonObject().put("content", "look").put("status", "completed"))
                .add(new JsonObject().put("content", "mend").put("status", "in_progress"))
                .add(new JsonObject().put("content", "test").put("status", "pending"));
        events.own("todo.updated", new JsonObject().put("todos", todos));

        assertThat(reported).containsExactly(new Event.Note("todo", "1 of 3 done; now: mend"));
    }

    @Test
    void whatIsNotAsItShouldBeIsPassedOver() {
        events.own("message.part.updated", new JsonObject());
        events.own("message.part.delta", new JsonObject().put("delta", 5));
        events.own("session.status", new JsonObject().put("status", "busy"));
        events.own("something.new", new JsonObject());

        assertThat(reported).isEmpty();
    }
}
