package io.codefleet.control.alerts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Message to receivers about one change of an alert.
 *
 * @param id names the change; the same in each attempt, so that a receiver can drop a repeated one
 * @param at when the state changed
 * @param state the new state, or {@code test}
 * @param rule the rule
 * @param subject what it is about
 * @param value what was measured
 * @param detail a sentence for a person
 * @param startedAt since when the condition has held
 * @param namespace the namespace of the fleet
 * @param link the page of the dashboard that helps; empty without a dashboard
 */
record AlertMessage(
        String id,
        Instant at,
        String state,
        AlertRule rule,
        String subject,
        double value,
        String detail,
        Instant startedAt,
        String namespace,
        String link) {
    private static final Duration TEST = Duration.ofMinutes(1);

    static AlertMessage of(Alert alert, String namespace, AlertOptions options) {
        return new AlertMessage(
                namespace + "-" + alert.id() + "-" + alert.startedAt().toEpochMilli() + "-" + alert.changes(),
                alert.changedAt(),
                alert.state().code().toLowerCase(Locale.ROOT),
                alert.rule(),
                alert.subject(),
                alert.value(),
                alert.detail(),
                alert.startedAt(),
                namespace,
                options.dashboard()
                        .map(base -> base + "#/" + alert.rule().page())
                        .orElse(""));
    }

    /**
     * Returns the body of the message.
     *
     * @param sent when it is sent, by the clock of the control plane; the other times are of the broker
     */
    String body(AlertReceiver.MessageFormat format, Instant sent) {
        return switch (format) {
            case WEBHOOK -> webhook().encode();
            case SLACK -> new JsonObject().put("text", slackText()).encode();
            case ALERTMANAGER -> new JsonArray().add(alertmanager(sent)).encode();
        };
    }

    private JsonObject webhook() {
        return new JsonObject()
                .put("type", "alert." + state)
                .put("timestamp", at.toString())
                .put(
                        "data",
                        new JsonObject()
                                .put("rule", rule.code())
                                .put("title", rule.title())
                                .put("subject", subject)
                                .put("state", state)
                                .put("value", value)
                                .put("detail", detail)
                                .put("startedAt", startedAt.toEpochMilli())
                                .put("namespace", namespace)
                                .put("link", link));
    }

    private String slackText() {
        String mark = state.equals("resolved") ? ":white_check_mark: Resolved" : ":rotating_light: " + state;
        String text = mark + ": " + escaped(rule.title()) + " (" + escaped(namespace) + ")\n" + escaped(detail);
        return link.isEmpty() ? text : text + "\n<" + link + "|Open the dashboard>";
    }

    /** Escapes the three characters that Slack reads as markup. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * Returns the alert as Alertmanager reads it. A firing one has no end: Alertmanager ends it by its own clock if it is not sent
     * again within its {@code resolve_timeout}, so that no difference of clocks does. It refuses one that begins after its end, so
     * the times of a broker whose clock is fast are cut.
     */
    private JsonObject alertmanager(Instant sent) {
        JsonObject json = new JsonObject()
                .put(
                        "labels",
                        new JsonObject()
                                .put("alertname", rule.code())
                                .put("namespace", namespace)
                                .put("subject", subject))
                .put(
                        "annotations",
                        new JsonObject().put("summary", rule.title()).put("description", detail))
                .put("startsAt", earlier(startedAt, sent).toString());
        if (!link.isEmpty()) {
            json.put("generatorURL", link);
        }
        switch (state) {
            case "resolved" -> json.put("endsAt", earlier(at, sent).toString());
            case "test" -> json.put("endsAt", sent.plus(TEST).toString());
            default -> {}
        }
        return json;
    }
}
