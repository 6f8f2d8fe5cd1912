package io.codefleet.spring;

import io.codefleet.CodefleetClient;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Condition of the health indicator {@code codefleet} on each version of Boot: a client, and not switched off. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ConditionalOnBean(CodefleetClient.class)
@ConditionalOnProperty(name = "management.health.codefleet.enabled", matchIfMissing = true)
@interface ConditionalOnFleetHealth {}
