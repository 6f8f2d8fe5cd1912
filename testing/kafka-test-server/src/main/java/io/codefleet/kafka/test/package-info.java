/** Real Kafka servers for tests. */
@NullMarked
package io.codefleet.kafka.test;

import org.jspecify.annotations.NullMarked;
