package io.jcompose.engine.runtime;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures, asserts nothing: milliseconds from create to the running first process, one by one and fifty at once. */
final class StartLatency {
    private StartLatency() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        try (Busybox box = new Busybox()) {
            long before = cpuNanos();
            List<Double> create = new ArrayList<>();
            List<Double> start = new ArrayList<>();
            List<Double> delete = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                Busybox.Bundle bundle = box.bundle("sleep", "1000");
                long t0 = System.nanoTime();
                ContainerProcess process = bundle.create();
                long t1 = System.nanoTime();
                box.runtime.start(process);
                long t2 = System.nanoTime();
                box.runtime.delete(bundle.id, bundle.spec);
                long t3 = System.nanoTime();
                bundle.await(process);
                if (i >= rounds / 2) {
                    create.add((t1 - t0) / 1e6);
                    start.add((t2 - t1) / 1e6);
                    delete.add((t3 - t2) / 1e6);
                }
            }
            System.out.printf("cpu of all: %.1f ms each%n", (cpuNanos() - before) / 1e6 / rounds);
            print("create", create);
            print("start", start);
            print("delete", delete);
            List<Busybox.Bundle> bundles = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                bundles.add(box.bundle("sleep", "1000"));
            }
            long cpu = cpuNanos();
            long t0 = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                bundles.forEach(bundle -> all.add(threads.submit(bundle::start)));
                for (Future<?> one : all) {
                    one.get();
                }
            }
            System.out.printf(
                    "50 at once: %.1f ms each, %.1f ms of cpu%n",
                    (System.nanoTime() - t0) / 1e6 / 50, (cpuNanos() - cpu) / 1e6 / 50);
            t0 = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                bundles.forEach(bundle -> threads.submit(() -> box.runtime.delete(bundle.id, bundle.spec)));
            }
            System.out.printf("50 deletes at once: %.1f ms each%n", (System.nanoTime() - t0) / 1e6 / 50);
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void print(String what, List<Double> values) {
        Collections.sort(values);
        System.out.printf(
                "%s: min %.1f median %.1f p95 %.1f ms%n",
                what, values.getFirst(), values.get(values.size() / 2), values.get(values.size() * 95 / 100));
    }
}
