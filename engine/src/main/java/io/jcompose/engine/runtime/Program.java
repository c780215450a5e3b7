package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.Optional;

/** The file that a process executes, found as execvp(3) does: by the calling thread, in its root and cwd and with its rights. */
final class Program {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int X_OK = 1;

    private Program() {}

    /** @throws JcomposeException COMMAND_NOT_FOUND or NOT_EXECUTABLE, in docker's words */
    static String find(ProcessSpec process) {
        String name = process.args().getFirst();
        if (name.contains("/")) {
            checkFile(name);
            return name;
        }
        for (String directory : searchPath(process).split(":", -1)) {
            String file = (directory.isEmpty() ? "." : directory) + "/" + name;
            if (isExecutableFile(file)) {
                return file;
            }
        }
        throw new JcomposeException(
                Kind.COMMAND_NOT_FOUND, "exec: \"" + name + "\": executable file not found in $PATH");
    }

    private static String searchPath(ProcessSpec process) {
        for (String variable : process.env()) {
            if (variable.startsWith("PATH=")) {
                return variable.substring("PATH=".length());
            }
        }
        return DEFAULT_PATH;
    }

    private static boolean isExecutableFile(String file) {
        try {
            return Descriptors.status(Open.AT_FDCWD, file, 0)
                            .filter(status -> !status.isDirectory() && status.isExecutable())
                            .isPresent()
                    && access(file) == 0;
        } catch (LinuxException e) {
            // A directory of PATH that this user may not search is as good as one without the program.
            if (e.errno() == Errno.EACCES || e.errno() == Errno.ELOOP) {
                return false;
            }
            throw e;
        }
    }

    private static long access(String file) {
        try (NativeScope scope = NativeScope.open()) {
            return Sys.attempt(Call.FACCESSAT, Open.AT_FDCWD, scope.string(file), X_OK);
        }
    }

    private static void checkFile(String file) {
        Optional<FileStatus> status;
        try {
            status = Descriptors.status(Open.AT_FDCWD, file, 0);
        } catch (LinuxException e) {
            throw notExecutable(file, Errno.sentence(e.errno()));
        }
        if (status.isEmpty()) {
            throw new JcomposeException(
                    Kind.COMMAND_NOT_FOUND, "exec: \"" + file + "\": stat " + file + ": no such file or directory");
        }
        if (status.get().isDirectory()) {
            throw notExecutable(file, "is a directory");
        }
        long result = access(file);
        if (result < 0) {
            throw notExecutable(file, Errno.sentence((int) -result));
        }
    }

    private static JcomposeException notExecutable(String file, String why) {
        return new JcomposeException(Kind.NOT_EXECUTABLE, "exec: \"" + file + "\": " + why);
    }

    /** What to say when execve(2) itself refused the file. */
    static JcomposeException refused(String path, int errno) {
        return switch (errno) {
            // The file was there a moment ago, so it is what the file needs that is missing.
            case Errno.ENOENT ->
                new JcomposeException(
                        Kind.COMMAND_NOT_FOUND,
                        "exec " + path + ": no such file or directory",
                        "look whether the interpreter named in its first line, or its program loader, is in the image");
            case Errno.ENOEXEC ->
                new JcomposeException(
                        Kind.NOT_EXECUTABLE,
                        "exec " + path + ": exec format error",
                        "start a script with a line as #!/bin/sh; run a program only on the architecture it is built for");
            default -> new JcomposeException(Kind.NOT_EXECUTABLE, "exec " + path + ": " + Errno.sentence(errno));
        };
    }
}
