package io.jcompose.compose.remote;

import io.jcompose.compose.load.remote.RemoteFiles;
import io.jcompose.compose.load.remote.RemoteName;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Registry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The remote files of one invocation. Each name is looked up once; what it stands for (a commit, a digest) is brought here once for good, as its content
 * can't change.
 */
public final class RemoteCache implements RemoteFiles {
    private final GitCheckouts git;
    private final PublishedProjects published;
    private final Map<RemoteName, Path> known = new LinkedHashMap<>();

    /**
     * @param home where checkouts are kept, {@code git/<commit>} and {@code oci/<digest>}
     * @param environment the invocation's, for git: PATH, HOME, GIT_*, SSH_*
     */
    public RemoteCache(
            Path home, Map<String, String> environment, Supplier<Registry> registry, Credentials credentials) {
        this.git = new GitCheckouts(home.resolve("git"), new GitProgram(environment));
        this.published = new PublishedProjects(home.resolve("oci"), registry, credentials);
    }

    @Override
    public Path fetch(RemoteName name) {
        Path file = known.get(name);
        if (file == null) {
            file = switch (name) {
                case RemoteName.Git repository -> git.fetch(repository);
                case RemoteName.Artifact artifact -> published.fetch(artifact);
            };
            known.put(name, file);
        }
        return file;
    }
}
