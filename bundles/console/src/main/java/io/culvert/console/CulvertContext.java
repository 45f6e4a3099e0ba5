package io.culvert.console;

import io.culvert.api.admin.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** The servlet context of console, API and metrics. Whatever is in it is behind the {@link Gate}. */
@Component(
        service = ServletContextHelper.class,
        property = {
            HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=" + Role.CONTEXT,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH + "=/"
        })
public final class CulvertContext extends ServletContextHelper {

    /** Property of servlets that are in it. */
    static final String SELECT = HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT + "=("
            + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=" + Role.CONTEXT + ")";

    /** Attribute of a request that has come through the gate. */
    static final String PASSED = "io.culvert.console.passed";

    private final Gate gate;

    @Activate
    public CulvertContext(BundleContext context, @Reference Gate gate) {
        super(context.getBundle());
        this.gate = gate;
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(PASSED) == gate) {
            return true;
        }
        Problem.send(response, 503, "Service Unavailable", "The console is being replaced; try again in a moment.");
        return false;
    }
}
