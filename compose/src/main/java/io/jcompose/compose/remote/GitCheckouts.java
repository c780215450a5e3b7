package io.jcompose.compose.remote;

import io.jcompose.compose.load.FileSearch;
import io.jcompose.compose.load.remote.RemoteName;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Checks out repositories, one directory a commit. A reference is asked for each time, so that a branch that moved is seen. */
final class GitCheckouts {
    private static final Pattern COMMIT = Pattern.compile("[a-f0-9]{40}");

    private final Path cache;
    private final GitProgram git;

    GitCheckouts(Path cache, GitProgram git) {
        this.cache = cache;
        this.git = git;
    }

    Path fetch(RemoteName.Git name) {
        if (name.reference().startsWith("-") || name.repository().startsWith("-")) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "\"" + name.reference() + "\" is not a git reference",
                    "name a branch, a tag or a commit");
        }
        String commit = COMMIT.matcher(name.reference()).matches() ? name.reference() : commit(name);
        Path checkout = CacheEntry.at(cache.resolve(commit), directory -> checkOut(name, commit, directory));
        return composeFile(name, checkout);
    }

    private String commit(RemoteName.Git name) {
        String reference = name.reference().isEmpty() ? "HEAD" : name.reference();
        GitProgram.Result result =
                git.run(Path.of("/"), "ls-remote", "--exit-code", "--", name.repository(), reference);
        // git-ls-remote(1): "Exit with status 2 when no matching refs are found".
        if (result.status() == 2) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "the repository \"" + name.repository() + "\" has no reference \"" + reference + "\"",
                    "see what it has with: git ls-remote " + name.repository());
        }
        String first = result.output()
                .lines()
                .filter(line -> line.length() > 40
                        && COMMIT.matcher(line.substring(0, 40)).matches())
                .findFirst()
                .orElse("");
        if (result.status() != 0 || first.isEmpty()) {
            throw refused(name, "failed to access repository at", result);
        }
        return first.substring(0, 40);
    }

    private void checkOut(RemoteName.Git name, String commit, Path directory) {
        expect(name, git.run(directory, "init", "--quiet", "."));
        expect(name, git.run(directory, "remote", "add", "--", "origin", name.repository()));
        expect(name, git.run(directory, "fetch", "--quiet", "--depth=1", "origin", commit));
        expect(name, git.run(directory, "-c", "advice.detachedHead=false", "checkout", "--quiet", commit));
    }

    private static void expect(RemoteName.Git name, GitProgram.Result result) {
        if (result.status() != 0) {
            throw refused(name, "failed to check out", result);
        }
    }

    private static JcomposeException refused(RemoteName.Git name, String what, GitProgram.Result result) {
        return new JcomposeException(
                Kind.UNAVAILABLE,
                what + " \"" + name.repository() + "\": " + result.output().replace("\n", "; "),
                "try it with git itself: git ls-remote " + name.repository());
    }

    private static Path composeFile(RemoteName.Git name, Path checkout) {
        try {
            Path top = checkout.toRealPath();
            Path place = top.resolve(name.subdirectory()).normalize();
            if (!place.startsWith(top)
                    || (Files.exists(place) && !place.toRealPath().startsWith(top))) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "\"" + name.subdirectory() + "\" leads out of the repository \"" + name.repository() + "\"",
                        "name a directory in it");
            }
            if (Files.isRegularFile(place)) {
                return place;
            }
            return FileSearch.defaultIn(place)
                    .orElseThrow(() -> new JcomposeException(
                            Kind.NOT_FOUND,
                            "the repository \"" + name.repository() + "\" has no compose file"
                                    + (name.subdirectory().isEmpty() ? "" : " in \"" + name.subdirectory() + "\""),
                            "name its directory behind the reference: " + name.repository() + "#REF:DIR"));
        } catch (IOException e) {
            throw CacheEntry.failed(checkout, e);
        }
    }
}
