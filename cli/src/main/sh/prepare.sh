# Sourced by the launcher when there is no launch file, or an old one: finds a JDK 25, builds jcompose when it is not built, makes the AOT
# caches, and writes the launch file. Knows: here, dist, jar. Sets: launch, java, options, archive, build, version.

is_25() {
    [ -x "$1/bin/java" ] && [ -f "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release"
}

find_jdk() {
    for jdk in "${JAVA_HOME-}" /usr/lib/jvm/* /opt/*jdk* /opt/java/*; do
        if [ -n "$jdk" ] && is_25 "$jdk"; then
            return 0
        fi
    done
    jdk=$(command -v java) && jdk=$(readlink -f "$jdk") && jdk=${jdk%/bin/java} && is_25 "$jdk"
}

build_jcompose() {
    if ! command -v mvn >/dev/null 2>&1; then
        say "it is not built yet, and there is no mvn to build it; install Maven 3.8 or newer"
        exit 1
    fi
    say "it is not built yet; building it, which takes a minute or two ..."
    (cd "$here" && mvn -q -DskipTests package >&2) || {
        say "the build failed; run: cd $here && mvn package"
        exit 1
    }
}

writable() {
    mkdir -p "$1" 2>/dev/null && [ -w "$1" ]
}

# A JVM has mapped files put into its core dumps and hands that setting on to its children (core(5), coredump_filter): what runs in a container would have
# larger dumps than it asked for.
core_filter='-XX:+UnlockDiagnosticVMOptions -XX:-DumpPrivateMappingsInCore -XX:-DumpSharedMappingsInCore'

# Between two commands an engine gives back what it does not need: the collector its heap, the trimmer what malloc keeps of the compilers' memory (a fifth of
# the engine; a trim takes 1 ms). What is compiled by the second compiler is what is called often, four times as often as by default: with its default it took
# more of the processor than the first fifty containers themselves. A virtual thread that reads a large file, or one of a disk that does not answer, keeps one of
# the threads that all commands run on: by default there are as many as processors, of which a small machine has one or two. A thread that has met the end of the
# heap may have left anything undone, of the JDK's too, for which others wait for ever: an engine ends then as a killed one does, which loses nothing.
engine_options() {
    threads=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
    [ "$threads" -ge 8 ] || threads=8
    cat <<END
-XX:+UseSerialGC
-Djdk.virtualThreadScheduler.parallelism=$threads
-Xms24m
-Xmx512m
-XX:+ExitOnOutOfMemoryError
-XX:MinHeapFreeRatio=10
-XX:MaxHeapFreeRatio=20
-XX:-ShrinkHeapInSteps
-XX:TrimNativeHeapInterval=5000
-XX:Tier4InvocationThreshold=20000
-XX:Tier4MinInvocationThreshold=5000
-XX:Tier4CompileThreshold=40000
-XX:MaxMetaspaceSize=160m
-XX:ReservedCodeCacheSize=48m
-XX:-UsePerfData
$core_filter
-Xlog:disable
-Xlog:all=error:stderr
--enable-native-access=ALL-UNNAMED
--sun-misc-unsafe-memory-access=allow
-Dio.netty.allocator.type=unpooled
-Djava.util.logging.SimpleFormatter.format="%1\$tFT%1\$tT.%1\$tL %4\$s %5\$s%6\$s%n"
END
}

write_engine_args() {
    {
        engine_options
        [ $# = 0 ] || printf '"%s"\n' "$@"
        printf '%s\n%s\nio.jcompose.cli.server.EngineMain\n' -cp "\"$engine_path\""
    } >"$launch/engine.args.new" && mv "$launch/engine.args.new" "$launch/engine.args"
}

write_launch() {
    [ -w "$launch" ] || return 0
    {
        echo "for_java_home='${JAVA_HOME-}'"
        echo "for_here='$here'"
        echo "java='$java'"
        echo "options='$options'"
        echo "archive='$archive'"
        echo "build='$build'"
        echo "version='$version'"
    } >"$launch/launch.new" && mv "$launch/launch.new" "$launch/launch"
}

# AOT caches (JEP 483, 514, 515), made by real commands on an engine of its own, so that they hold what is really used: classes, and which methods are worth
# compiling. JDK 25.0.3 runs the old classes of a cache that is older than its jars without a word (JDK-8377932): so the jars' hash is in the name, and old ones go.
make_archives() {
    [ "$(id -u)" = 0 ] && [ "${JCOMPOSE_ARCHIVES-}" != no ] || return 1
    practice=$(mktemp -d) || return 1
    say "preparing the first start on this machine, which takes half a minute ..."
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM
    trap 'interrupted 129' HUP
    rm -f "$launch"/*.aot
    write_engine_args "-XX:AOTCacheOutput=$launch/engine-$build.aot"
    # Bridges, firewall and published ports of the practice are to be nobody else's.
    elsewhere=
    if unshare -n true 2>/dev/null; then
        elsewhere='unshare -n'
    fi
    practise version >/dev/null 2>&1 && {
        practise_containers >/dev/null 2>&1
        practise -XX:AOTCacheOutput="$launch/client-$build.aot" version >/dev/null 2>&1
    }
    practise engine stop >/dev/null 2>&1
    rm -rf "$practice"
    trap - INT TERM HUP
    [ -f "$launch/client-$build.aot" ] && [ -f "$launch/engine-$build.aot" ]
}

# The practice's containers would end by themselves, but what the engine made for them would stay.
interrupted() {
    trap '' INT TERM HUP
    practise -f "$practice/compose.yaml" down -v >/dev/null 2>&1
    practise container rm -f practice >/dev/null 2>&1
    practise engine stop >/dev/null 2>&1
    rm -rf "$practice" "$launch"/*.aot
    exit "$1"
}

# Two hundred short lives: a method that is called often enough for the first compiler here is compiled at once later, and without counting its calls. A machine
# on which no container can be made has its caches all the same, with less in them.
practise_containers() {
    cat >"$practice/compose.yaml" <<END
services:
  practice:
    image: practice
    build:
      context: .
      dockerfile_inline: FROM programs
      additional_contexts: {programs: "host:sh,sleep"}
    command: [sleep, "0.1"]
    ports: ["80"]
    volumes: [/v]
    stop_grace_period: 0s
END
    practise -f "$practice/compose.yaml" config
    if [ -n "$elsewhere" ]; then
        for round in 1 2 3 4; do
            practise -f "$practice/compose.yaml" up -d --scale practice=50
            practise -f "$practice/compose.yaml" down -v
            practise container run --rm practice sh -c 'echo practice'
        done
        practise container run -d --rm --name practice practice sleep 2
        practise container exec practice sh -c 'echo practice'
        practise container logs practice
        practise container rm -f practice
    fi
    practise -f "$practice/compose.yaml" ps -a
    practise image ls
}

practise() {
    flag=
    case $1 in -XX:*) flag=$1; shift ;; esac
    JCOMPOSE_HOME=$practice/home JCOMPOSE_RUN=$practice/run LC_ALL=C.UTF-8 $elsewhere "$java" $options ${flag:+"$flag"} \
        -Djcompose.launch="$launch" -Djcompose.build="$build" -Djcompose.version="$version" \
        -cp "$jar" io.jcompose.cli.client.Main "$@" </dev/null
}

if ! find_jdk; then
    say "there is no JDK 25; install one (for instance Temurin 25), or set JAVA_HOME to it"
    exit 1
fi
# By one name, whatever links lead to it.
jdk=$(readlink -f "$jdk")
if [ ! -f "$jar" ] || [ ! -d "$dist/lib" ]; then
    build_jcompose
fi
launch=$dist/launch
if ! writable "$launch"; then
    launch=${JCOMPOSE_HOME:-/var/lib/jcompose}/cache/launch
    if ! writable "$launch" && [ "$(id -u)" = 0 ]; then
        say "neither $dist nor $launch can be written; set JCOMPOSE_HOME to a directory that can"
        exit 1
    fi
fi
# Of commands given at once one makes the files and the others wait for them.
if [ -w "$launch" ] && command -v flock >/dev/null 2>&1; then
    exec 9>"$launch/lock"
    if ! flock -n 9; then
        say "waiting for another command, which prepares the first start ..."
        flock 9
    fi
fi
# With another JAVA_HOME the same JDK may be found: then its caches are as good as before.
if prepared && [ "$java" = "$jdk/bin/java" ]; then
    write_launch
else
    java=$jdk/bin/java
    engine_path=
    for each in "$dist"/cli-*.jar "$dist"/lib/*.jar; do
        engine_path=${engine_path:+$engine_path:}$each
    done
    build=$(cat "$dist"/cli-*.jar "$dist"/lib/*.jar "$jdk/release" | sha256sum | cut -c1-16)
    version=${dist}/$(cd "$dist" && echo cli-*.jar)
    version=${version##*/cli-}
    version=${version%.jar}
    archive=
    # The client lives too short for a compiler to pay: with C1 it takes 10 ms more of processor time, and what is big goes through system calls anyway.
    # To open a unix socket the JDK looks for services in its modules and in the jar unless it is told which SelectorProvider to take (5 ms), and makes a SecureRandom,
    # for which it reads its security providers (NoRandomness has a small one in their place, 7 ms) and would generate classes for reflection (3 ms).
    # The cache's addresses are written anew for each process that maps it anywhere, a third of its pages (2 to 5 ms); where it was made for it lies as it is.
    options="$core_filter -XX:ArchiveRelocationMode=0 -XX:+UseSerialGC -Xint -XX:-UsePerfData -Xms8m -Xmx64m -Djdk.reflect.useNativeAccessorOnly=true \
-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider -Djava.security.properties==/dev/null -Xlog:disable -Xlog:all=error:stderr"
    if [ -w "$launch" ]; then
        if make_archives; then
            write_engine_args "-XX:AOTCache=$launch/engine-$build.aot"
            archive=$launch/client-$build.aot
        else
            write_engine_args
        fi
        write_launch
    fi
fi
if [ -w "$launch" ]; then
    exec 9>&-
fi
