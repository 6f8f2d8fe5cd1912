/** The broker over Apache Kafka: its log is a topic of one partition, and all processes that reach the servers are one fleet. */
@NullMarked
package io.codefleet.broker.kafka;

import org.jspecify.annotations.NullMarked;
