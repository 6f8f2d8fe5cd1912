package io.codefleet.consensus;

/** Measure of the similarity of two answers. Called on an event loop: it must not block. */
@FunctionalInterface
public interface Similarity {
    /** Returns the similarity of two texts, from 0, nothing in common, to 1, the same. It is the same in both directions. */
    double between(String one, String other);
}
