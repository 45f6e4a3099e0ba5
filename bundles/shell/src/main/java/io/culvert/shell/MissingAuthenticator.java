package io.culvert.shell;

/**
 * A bundle that has to do with authentication but gives no authenticator.
 *
 * @param id of the bundle, for the commands {@code bundle:*}
 * @param bundle its symbolic name
 * @param version of the bundle
 * @param problem why it takes no part, and what to do about it
 */
record MissingAuthenticator(long id, String bundle, String version, String problem) {}
