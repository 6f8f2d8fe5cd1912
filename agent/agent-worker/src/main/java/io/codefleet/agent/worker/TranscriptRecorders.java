package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.Documents;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** Recorders of the attempts of a worker, as far as its settings want transcripts. */
final class TranscriptRecorders implements Function<Attempt, AttemptTranscript> {
    private final Vertx vertx;
    private final Documents documents;
    private final TranscriptSettings settings;
    private final List<AttemptObserver> observers;
    private final SecretMask mask = new SecretMask(System.getenv());

    TranscriptRecorders(
            Vertx vertx, Documents documents, TranscriptSettings settings, List<AttemptObserver> observers) {
        this.vertx = vertx;
        this.documents = documents;
        this.settings = settings;
        this.observers = List.copyOf(observers);
    }

    @Override
    public AttemptTranscript apply(Attempt attempt) {
        return settings.enabled()
                ? new TranscriptRecorder(vertx, attempt, documents, settings, mask, Clock.systemUTC(), this::failed)
                : AttemptTranscript.NONE;
    }

    private void failed(Attempt attempt) {
        observers.forEach(observer -> observer.transcriptFailed(attempt));
    }
}
