package io.jcompose.engine.store;

import io.jcompose.engine.image.Image.Platform;

/** What this machine runs, in the words of image configurations (GOOS and GOARCH). */
public final class Machine {
    private Machine() {}

    public static Platform platform() {
        String arch = System.getProperty("os.arch", "");
        return switch (arch) {
            case "amd64", "x86_64" -> new Platform("linux", "amd64", "");
            case "aarch64" -> new Platform("linux", "arm64", "v8");
            case "arm" -> new Platform("linux", "arm", "v7");
            case "i386", "x86" -> new Platform("linux", "386", "");
            default -> new Platform("linux", arch, "");
        };
    }
}
