package io.culvert.api.plugin;

import org.jspecify.annotations.Nullable;

/**
 * A bundle that is meant to authenticate, as a snapshot.
 *
 * @param id of the bundle, for the commands {@code bundle:*}
 * @param bundle its symbolic name
 * @param version of the bundle
 * @param problem why it does not work, and what to do about it; {@code null} when it does
 */
public record PluginInfo(
        long id, String bundle, String version, @Nullable String problem) {}
