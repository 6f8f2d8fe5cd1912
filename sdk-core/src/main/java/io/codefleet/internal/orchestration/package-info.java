/**
 * What every run of many tasks is made of: children with derived ids, under a concurrency and a budget. Knows the client's
 * interface only; the packages below use it, one for each kind of run.
 */
@NullMarked
package io.codefleet.internal.orchestration;

import org.jspecify.annotations.NullMarked;
