package io.culvert.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** What nobody else answers: {@code /} leads to the dashboard, and anything else is not there. */
@Component(
        service = Servlet.class,
        property = {CulvertContext.SELECT, HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN + "=/"})
public final class RootServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getRequestURI().equals("/")) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", "/culvert/");
        } else {
            Problem.send(response, HttpServletResponse.SC_NOT_FOUND, "Not Found", "There is nothing of this name.");
        }
    }
}
