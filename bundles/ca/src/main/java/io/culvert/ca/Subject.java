package io.culvert.ca;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate is for.
 *
 * @param device the device
 * @param identity whose it is
 * @param name for people; {@code null} for none
 */
record Subject(UUID device, String identity, @Nullable String name) {}
