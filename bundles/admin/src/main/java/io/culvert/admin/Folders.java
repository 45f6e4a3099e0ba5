package io.culvert.admin;

import java.nio.file.Path;

/**
 * Where the gateway keeps what.
 *
 * @param state all of it
 * @param etc configuration files
 * @param deploy jars of plugins
 */
record Folders(Path state, Path etc, Path deploy) {

    /** As Karaf was started. */
    static Folders ofKaraf() {
        Path base = Path.of(System.getProperty("karaf.base", "")).toAbsolutePath();
        Path etc = base.resolve(System.getProperty("karaf.etc", "etc"));
        return new Folders(base, etc, base.resolve("deploy"));
    }
}
