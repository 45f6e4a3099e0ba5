package io.culvert.console;

import io.culvert.api.admin.ApiTokens.ApiToken;
import io.culvert.api.event.Event.Door;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds out who asks: by the API token of a request, or by its session cookie. For any thread. */
@Component(service = Callers.class)
public final class Callers {

    /** The prefix makes browsers take it from us alone, over TLS, for the whole host: RFC 6265bis section 4.1.3.2. */
    static final String COOKIE = "__Host-culvert";

    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict";
    private static final String BEARER = "bearer ";

    private final Sessions sessions;
    private final TokenFile tokens;

    @Activate
    public Callers(@Reference Sessions sessions, @Reference TokenFile tokens) {
        this.sessions = sessions;
        this.tokens = tokens;
    }

    /** Whether the request says by itself who asks: no other site can have made a browser do that. */
    static boolean authorization(HttpServletRequest request) {
        return request.getHeader("Authorization") != null;
    }

    /** Who asks; {@code null} when nobody knows. Who presents a token that is no good is nobody, whatever cookie he has. */
    @Nullable Caller find(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return byToken(authorization);
        }
        String id = session(request);
        return id == null ? null : bySession(id);
    }

    private @Nullable Caller bySession(String id) {
        Login login = sessions.use(id);
        return login == null ? null : new Caller(login.user(), login.role(), Door.CONSOLE, () -> sessions.lives(id));
    }

    private @Nullable Caller byToken(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return null;
        }
        String presented = authorization.substring(BEARER.length()).strip();
        ApiToken token = tokens.find(presented);
        return token == null
                ? null
                : new Caller("token:" + token.name(), token.role(), Door.API, () -> tokens.find(presented) != null);
    }

    /** Begins a session, and ends the one that the browser had. */
    void begin(Login login, HttpServletRequest request, HttpServletResponse response) {
        String before = session(request);
        if (before != null) {
            sessions.end(before);
        }
        response.addHeader("Set-Cookie", COOKIE + "=" + sessions.begin(login) + ATTRIBUTES);
    }

    /** Ends the browser's session. */
    void end(HttpServletRequest request, HttpServletResponse response) {
        String id = session(request);
        if (id != null) {
            sessions.end(id);
        }
        response.addHeader("Set-Cookie", COOKIE + "=; Max-Age=0" + ATTRIBUTES);
    }

    private static @Nullable String session(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
