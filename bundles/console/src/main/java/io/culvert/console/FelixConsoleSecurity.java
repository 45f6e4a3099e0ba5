package io.culvert.console;

import io.culvert.api.admin.Role;
import io.culvert.api.event.Event.Door;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets admins with a login into the Felix console, and nobody else: with it one can do everything. Felix serves its
 * console only while this is there, because {@code felix.webconsole.security.providers} in {@code custom.properties}
 * names it.
 */
@Component(service = SecurityProvider.class, property = SecurityProvider.PROPERTY_ID + "=io.culvert.console")
public final class FelixConsoleSecurity implements SecurityProvider {

    private static final Logger LOG = LoggerFactory.getLogger(FelixConsoleSecurity.class);

    private final Gate gate;
    private final Callers callers;

    @Activate
    public FelixConsoleSecurity(@Reference Gate gate, @Reference Callers callers) {
        this.gate = gate;
        this.callers = callers;
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        boolean passed = request.getAttribute(CulvertContext.PASSED) == gate;
        Object user = request.getAttribute(ServletContextHelper.REMOTE_USER);
        if (passed
                && user != null
                && request.getAttribute(Role.ATTRIBUTE) == Role.ADMIN
                && request.getAttribute(Role.DOOR) == Door.CONSOLE) {
            return user;
        }
        try {
            Problem.send(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "Forbidden",
                    "The Felix console is for users with the role admin who have logged in at /login.");
        } catch (IOException e) {
            LOG.debug("Somebody did not wait to be refused: {}", e.getMessage());
        }
        return null;
    }

    /** Who is in may do everything. */
    @Override
    public boolean authorize(Object user, String role) {
        return true;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        callers.end(request, response);
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", "/login");
        try {
            response.flushBuffer(); // or Felix would go on to ask for a password by Basic
        } catch (IOException e) {
            LOG.debug("Somebody did not wait for the end of the logout: {}", e.getMessage());
        }
    }
}
