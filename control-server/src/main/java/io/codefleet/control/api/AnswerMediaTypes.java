package io.codefleet.control.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.openapi.mediatype.ContentAnalyser;
import io.vertx.openapi.mediatype.ContentAnalyserFactory;
import io.vertx.openapi.mediatype.MediaTypeRegistration;
import io.vertx.openapi.mediatype.MediaTypeRegistry;
import io.vertx.openapi.validation.ValidationContext;
import java.util.List;

/** The media types of answers that the contract library does not know by itself. Their content is not analyzed. */
final class AnswerMediaTypes implements MediaTypeRegistration {
    private static final List<String> TYPES = List.of(
            Problem.MEDIA_TYPE,
            RequestRules.MERGE_PATCH,
            "text/x-diff",
            "text/markdown",
            "text/event-stream",
            "text/html");

    private AnswerMediaTypes() {}

    static MediaTypeRegistry registry() {
        return MediaTypeRegistry.createDefault().register(new AnswerMediaTypes());
    }

    @Override
    public ContentAnalyser createContentAnalyser(String contentType, Buffer content, ValidationContext context) {
        ContentAnalyserFactory analysers = contentType.equals(RequestRules.MERGE_PATCH)
                ? ContentAnalyserFactory.json()
                : ContentAnalyserFactory.noop();
        return analysers.create(contentType, content, context);
    }

    @Override
    public boolean canHandle(String mediaType) {
        return TYPES.contains(mediaType);
    }

    @Override
    public List<String> supportedTypes() {
        return TYPES;
    }
}
