package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rm", aliases = "remove", description = "Remove one or more containers")
final class Rm extends ContainerCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Force the removal of a running container (uses SIGKILL)")
    boolean force;

    @Option(
            names = {"-v", "--volumes"},
            description = "Remove anonymous volumes associated with the container")
    boolean volumes;

    @Option(
            names = {"-l", "--link"},
            description = "Remove the specified link: refused, links are aliases of a network here")
    boolean link;

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Rm(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (link) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "a link can't be removed: there are no links, only names that containers have in networks",
                    "leave out --link");
        }
        Set<String> missing = ConcurrentHashMap.newKeySet();
        Each.atOnce(containers, name -> remove(name, missing), name -> {
            if (!missing.contains(name)) {
                streams().outLine(name);
            }
        });
        return 0;
    }

    /** With force, one that is not there is mentioned and no failure. */
    private void remove(String name, Set<String> missing) {
        try {
            engine().containers().remove(name, force, volumes);
        } catch (JcomposeException e) {
            if (!force || e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            missing.add(name);
            streams().errLine("No such container: " + name);
        }
    }
}
