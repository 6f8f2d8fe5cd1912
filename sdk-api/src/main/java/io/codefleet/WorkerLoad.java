package io.codefleet;

/**
 * Resources that a worker's process uses.
 *
 * @param cpu the share of the machine's processors, from 0 to 1; negative if unknown
 * @param usedMemoryBytes the memory in use; 0 if unknown
 * @param maxMemoryBytes the memory it may use; 0 if unknown
 */
public record WorkerLoad(double cpu, long usedMemoryBytes, long maxMemoryBytes) {
    /** Nothing known. */
    public static final WorkerLoad UNKNOWN = new WorkerLoad(-1, 0, 0);
}
