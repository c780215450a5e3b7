package io.jcompose.compose.plan;

/** The labels by which docker compose, and so jcompose, knows what belongs to a project. */
public final class Labels {
    private static final String PREFIX = "com.docker.compose.";

    public static final String PROJECT = PREFIX + "project";
    public static final String SERVICE = PREFIX + "service";
    public static final String NUMBER = PREFIX + "container-number";
    public static final String CONFIG_HASH = PREFIX + "config-hash";
    /** {@code True} or {@code False}. */
    public static final String ONE_OFF = PREFIX + "oneoff";

    public static final String VERSION = PREFIX + "version";
    public static final String IMAGE = PREFIX + "image";
    /** {@code db:service_healthy:false,cache:service_started:true}: service, condition, restart. */
    public static final String DEPENDS_ON = PREFIX + "depends_on";

    public static final String WORKING_DIR = PREFIX + "project.working_dir";
    public static final String CONFIG_FILES = PREFIX + "project.config_files";
    public static final String ENVIRONMENT_FILE = PREFIX + "project.environment_file";
    public static final String NETWORK = PREFIX + "network";
    public static final String VOLUME = PREFIX + "volume";
    public static final String SLUG = PREFIX + "slug";
    /** The name of the container that this one replaced. */
    public static final String REPLACE = PREFIX + "replace";

    private Labels() {}
}
