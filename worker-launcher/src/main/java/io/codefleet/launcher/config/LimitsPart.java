package io.codefleet.launcher.config;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code limits}: the limits at which a running attempt is ended. Of a limit that the task has too, the smaller
 * one counts.
 *
 * @param maxCost what an attempt may cost, in US dollars; absent: no limit
 * @param maxTokens how many tokens of all kinds it may use; absent: no limit
 * @param maxSteps how many steps it may take, a step being one answer of a model; absent: no limit
 * @param silence how long nothing may be heard of a model; default 5m
 * @param toolTime how long nothing may be heard of a tool that runs; default 30m
 * @param providerWait how long a provider that is busy or away may keep an attempt waiting; default 5m
 */
public record LimitsPart(
        @Nullable BigDecimal maxCost,
        @Nullable Long maxTokens,
        @Nullable Integer maxSteps,
        @Nullable Duration silence,
        @Nullable Duration toolTime,
        @Nullable Duration providerWait) {}
