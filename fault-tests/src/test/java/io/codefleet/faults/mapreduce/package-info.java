/** Runs of many tasks whose caller dies. */
@org.jspecify.annotations.NullMarked
package io.codefleet.faults.mapreduce;
