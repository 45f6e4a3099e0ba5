package io.culvert.api.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows which bundles are meant to authenticate, and why one does not work. For any thread; looks anew at each call. What
 * it says is for operators, whether they use the shell or the console.
 */
@ProviderType
public interface PluginDiagnosis {

    /**
     * Every bundle that is meant to authenticate, whether it does or not, in the order of their ids: those that import the
     * package of {@link io.culvert.api.auth.Authenticator}, without the parts of the gateway that use it themselves.
     */
    List<PluginInfo> meantToAuthenticate();

    /**
     * Why a bundle, which may be any, does not work, and what to do about it; {@code null} when it works, and when there is
     * none.
     *
     * @param bundle its id
     */
    @Nullable String problem(long bundle);
}
