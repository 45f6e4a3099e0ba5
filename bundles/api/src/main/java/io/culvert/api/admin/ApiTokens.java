package io.culvert.api.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Tokens with which programs use the admin API. Only their digests are kept. For any thread. */
@ProviderType
public interface ApiTokens {

    /** Those there are, expired ones too, by name. */
    List<ApiToken> list();

    /**
     * Makes a token.
     *
     * @param name 1 to 64 of {@code A-Z a-z 0-9 _ . -}; not taken
     * @param role what it may do
     * @param life how long it is good; {@code null} for ever
     * @return the token; nobody can read it again
     * @throws IllegalArgumentException when the name is no good or taken; the message is for the operator
     * @throws IOException when it cannot be written; there is no such token then
     */
    String create(String name, Role role, @Nullable Duration life) throws IOException;

    /**
     * Makes a token worthless, at once.
     *
     * @return whether there was one of that name
     * @throws IOException when that cannot be written; the token is good still
     */
    boolean revoke(String name) throws IOException;

    /**
     * A token, without itself.
     *
     * @param name what it is called
     * @param role what it may do
     * @param created when it was made
     * @param expires until when it is good; {@code null} for ever
     */
    record ApiToken(
            String name,
            Role role,
            Instant created,
            @Nullable Instant expires) {}
}
