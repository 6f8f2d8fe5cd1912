package io.codefleet.consensus;

import io.vertx.core.Future;

/**
 * A host's embedding model: texts of like meaning get vectors of like direction. A text whose future fails is an abstention.
 */
@FunctionalInterface
public interface Embedding {
    /** Returns the vector of a text; all have the same length. */
    Future<float[]> of(String text);
}
