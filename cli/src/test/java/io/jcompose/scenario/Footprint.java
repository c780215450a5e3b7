package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/**
 * What running containers are to the kernel: processes, namespaces, cgroups, links, firewall rules, mounts. Taken while
 * they run, and looked for when they should be gone.
 */
record Footprint(
        Map<Long, Long> processes,
        Set<String> namespaces,
        Set<Path> cgroups,
        Set<String> links,
        Set<String> addresses,
        List<String> containerIds,
        long taken) {

    private static final Pattern INTERFACE = Pattern.compile("\"ifname\":\"([^\"]+)\"");
    private static final Pattern LOCAL = Pattern.compile("\\|-- ([0-9.]+)\\s+/32 host LOCAL");

    /** Of the containers of these ids, whose first processes the kernel knows by their environment and cgroup. */
    static Footprint of(List<String> containerIds) {
        assertThat(containerIds).as("containers").isNotEmpty();
        Set<String> own = Set.copyOf(Proc.of(ProcessHandle.current().pid()).namespaces());
        Map<Long, Long> processes = new LinkedHashMap<>();
        Set<String> namespaces = new LinkedHashSet<>();
        Set<Path> cgroups = new LinkedHashSet<>();
        Set<String> links = new LinkedHashSet<>();
        Set<String> addresses = new LinkedHashSet<>();
        for (Proc proc : Proc.all()) {
            String groups = proc.read("cgroup");
            if (containerIds.stream().noneMatch(groups::contains)) {
                continue;
            }
            processes.put(proc.pid(), proc.started());
            proc.namespaces().stream().filter(link -> !own.contains(link)).forEach(namespaces::add);
            cgroups.addAll(proc.cgroups());
            addresses.addAll(addressesOf(proc));
        }
        assertThat(processes).as("processes of %s", containerIds).hasSizeGreaterThanOrEqualTo(containerIds.size());
        addresses.forEach(address -> linkTowards(address).ifPresent(links::add));
        List<String> bridges = List.copyOf(links);
        bridges.forEach(bridge -> links.addAll(interfaces("ip", "-j", "link", "show", "master", bridge)));
        return new Footprint(processes, namespaces, cgroups, links, addresses, containerIds, newest());
    }

    /** Every trace is gone from the kernel. */
    void isGone() {
        SoftAssertions all = new SoftAssertions();
        processes.forEach((pid, start) -> all.assertThat(
                        Proc.of(pid).exists() && Proc.of(pid).started() == start)
                .as("process %d still runs: %s", pid, Proc.of(pid).commandLine())
                .isFalse());
        cgroups.forEach(group ->
                all.assertThat(Files.exists(group)).as("cgroup %s", group).isFalse());
        all.assertThat(interfaces("ip", "-j", "link")).as("links").doesNotContainAnyElementsOf(orNothing(links));
        String rules = Command.system("nft", "-j", "list", "ruleset").succeeds().out();
        links.forEach(link -> all.assertThat(rules).as("firewall rules").doesNotContain("\"" + link + "\""));
        addresses.forEach(address -> all.assertThat(rules).as("firewall rules").doesNotContain("\"" + address + "\""));
        Map<String, Proc> left = new LinkedHashMap<>();
        for (Proc proc : Proc.all()) {
            // The kernel gives the number of a namespace that is gone to a new one: who is younger may have that. A
            // zombie waits for its parent, which is init
            // when an engine was killed.
            if (proc.started() <= taken && !proc.isZombie()) {
                all.assertThat(proc.namespaces())
                        .as("namespaces of process %d (%s)", proc.pid(), proc.commandLine())
                        .doesNotContainAnyElementsOf(orNothing(namespaces));
                all.assertThat(proc.openFiles().stream().filter(namespaces::contains))
                        .as("namespaces held open by %d (%s)", proc.pid(), proc.commandLine())
                        .isEmpty();
            }
            // What is mounted for all is seen in every process: once is enough to say it.
            proc.mounts().stream()
                    .filter(mount -> containerIds.stream().anyMatch(mount::contains))
                    .forEach(mount -> left.putIfAbsent(mount, proc));
        }
        all.assertThat(left)
                .as("mounts left, with the first process that sees each")
                .isEmpty();
        all.assertAll();
    }

    /** When the youngest process of the machine was started. */
    private static long newest() {
        return Proc.all().stream().mapToLong(Proc::started).max().orElseThrow();
    }

    Set<Long> pids() {
        return processes.keySet();
    }

    /** The IPv4 addresses of a process's network namespace, loopback's apart. */
    private static List<String> addressesOf(Proc proc) {
        return LOCAL.matcher(proc.read("net/fib_trie"))
                .results()
                .map(found -> found.group(1))
                .filter(address -> !address.startsWith("127."))
                .distinct()
                .toList();
    }

    private static Optional<String> linkTowards(String address) {
        String route = Command.system("ip", "-j", "route", "get", address).out();
        return Pattern.compile("\"dev\":\"([^\"]+)\"")
                .matcher(route)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("lo"))
                .findFirst();
    }

    private static List<String> interfaces(String... command) {
        return INTERFACE
                .matcher(Command.system(command).out())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** AssertJ refuses to look for nothing. */
    private static List<String> orNothing(Set<String> names) {
        return names.isEmpty() ? List.of("(nothing)") : new ArrayList<>(names);
    }
}
