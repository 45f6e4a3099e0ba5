package io.culvert.dashboard;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Component;

/** An entry in the menu of the Felix console that leads to the dashboard. */
@Component(
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=culvert",
            ServletConstants.PLUGIN_TITLE + "=Culvert",
            ServletConstants.PLUGIN_CATEGORY + "=Main"
        })
public final class FelixConsoleEntry extends AbstractServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendRedirect(DashboardServlet.PATH);
    }
}
