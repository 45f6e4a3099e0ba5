package io.culvert.console;

import io.culvert.api.admin.Role;

/**
 * Who has logged in.
 *
 * @param user by name
 * @param role what he may do
 * @param account digest of what the gateway knew of him then, to notice when that changes; empty when it knows nothing
 */
record Login(String user, Role role, String account) {}
