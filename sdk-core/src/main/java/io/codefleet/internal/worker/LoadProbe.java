package io.codefleet.internal.worker;

import com.sun.management.OperatingSystemMXBean;
import io.codefleet.WorkerLoad;
import java.lang.management.ManagementFactory;

/** Probe of the resources that this process uses, from the JVM's own beans. */
final class LoadProbe {
    private LoadProbe() {}

    static WorkerLoad now() {
        Runtime runtime = Runtime.getRuntime();
        double cpu = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuLoad()
                : -1;
        return new WorkerLoad(cpu, runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
    }
}
