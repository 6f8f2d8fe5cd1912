package io.codefleet.faults.schedule;

/** Domain that a fault affects. Faults of one domain follow each other; those of several come together. */
enum Domain {
    /** The server. */
    REDIS,
    /** The connections to it. */
    LINK,
    /** A worker's process. */
    WORKER,
    /** A client's process. */
    CLIENT,
    /** What is submitted, cancelled and commanded: never in the way of anything else. */
    LOAD
}
