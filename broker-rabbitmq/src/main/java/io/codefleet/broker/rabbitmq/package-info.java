/** The broker over RabbitMQ: its log is a stream, and all processes that reach the server are one fleet. */
@NullMarked
package io.codefleet.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
