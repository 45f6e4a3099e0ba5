package io.culvert.console;

import io.culvert.api.admin.Role;
import io.culvert.api.event.Event.Door;
import java.util.function.BooleanSupplier;

/**
 * Who asks for something.
 *
 * @param user by name
 * @param role what he may do
 * @param door by which way he came: with a login, or with a token
 * @param still whether he still may
 */
record Caller(String user, Role role, Door door, BooleanSupplier still) {}
