package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import io.jcompose.cli.command.container.flags.RestartPolicies;
import io.jcompose.compose.load.typed.ByteSizes;
import io.jcompose.compose.load.typed.ValueException;
import io.jcompose.engine.container.ContainerSpec.RestartPolicy;
import io.jcompose.engine.container.Limits;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "update", description = "Update configuration of one or more containers")
final class Update extends ContainerCommand {
    @Option(
            names = "--blkio-weight",
            paramLabel = "WEIGHT",
            description = "Block IO (relative weight), between 10 and 1000")
    int blkioWeight;

    @Option(
            names = "--cpu-period",
            paramLabel = "USEC",
            description = "Limit CPU CFS (Completely Fair Scheduler) period")
    long cpuPeriod;

    @Option(names = "--cpu-quota", paramLabel = "USEC", description = "Limit CPU CFS (Completely Fair Scheduler) quota")
    long cpuQuota;

    @Option(
            names = "--cpu-rt-period",
            paramLabel = "USEC",
            description = "Limit the CPU real-time period in microseconds")
    long cpuRealtimePeriod;

    @Option(
            names = "--cpu-rt-runtime",
            paramLabel = "USEC",
            description = "Limit the CPU real-time runtime in microseconds")
    long cpuRealtimeRuntime;

    @Option(
            names = {"-c", "--cpu-shares"},
            paramLabel = "SHARES",
            description = "CPU shares (relative weight)")
    long cpuShares;

    @Option(names = "--cpus", paramLabel = "NUMBER", description = "Number of CPUs")
    BigDecimal cpus = BigDecimal.ZERO;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "CPUs in which to allow execution (0-3, 0,1)")
    String cpusetCpus = "";

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "MEMs in which to allow execution (0-3, 0,1)")
    String cpusetMems = "";

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "BYTES",
            description = "Memory limit")
    String memory = "0";

    @Option(names = "--memory-reservation", paramLabel = "BYTES", description = "Memory soft limit")
    String memoryReservation = "0";

    @Option(
            names = "--memory-swap",
            paramLabel = "BYTES",
            description = "Limit of memory plus swap: -1 to enable unlimited swap")
    String memorySwap = "0";

    @Option(
            names = "--pids-limit",
            paramLabel = "NUMBER",
            description = "Tune container pids limit (set -1 for unlimited)")
    long pidsLimit;

    @Option(names = "--restart", paramLabel = "POLICY", description = "Restart policy to apply when a container exits")
    String restart = "";

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Update(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Limits changes = changes();
        Optional<RestartPolicy> policy =
                restart.isEmpty() ? Optional.empty() : Optional.of(RestartPolicies.parse(restart));
        if (changes.equals(Limits.NONE) && policy.isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "you must provide one or more flags when using this command",
                    "see jcompose container update --help");
        }
        Each.atOnce(containers, name -> engine().containers().update(name, changes, policy), streams()::outLine);
        return 0;
    }

    private Limits changes() {
        return new Limits(
                new Limits.Memory(
                        bytes("--memory", memory),
                        bytes("--memory-reservation", memoryReservation),
                        bytes("--memory-swap", memorySwap),
                        Optional.empty(),
                        false),
                new Limits.Cpu(
                        cpus.movePointRight(9).longValue(),
                        cpuShares,
                        cpuQuota,
                        cpuPeriod,
                        cpuRealtimeRuntime,
                        cpuRealtimePeriod,
                        cpusetCpus,
                        cpusetMems),
                new Limits.BlockIo(blkioWeight, List.of(), List.of(), List.of(), List.of(), List.of()),
                pidsLimit,
                0,
                Optional.empty(),
                List.of());
    }

    private static long bytes(String option, String text) {
        try {
            return ByteSizes.parse(text);
        } catch (ValueException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "invalid argument \"" + text + "\" for \"" + option + "\"",
                    "write for instance 512m",
                    e);
        }
    }
}
