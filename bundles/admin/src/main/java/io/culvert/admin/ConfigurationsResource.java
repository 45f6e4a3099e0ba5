package io.culvert.admin;

import io.culvert.api.admin.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;

/** What is configured, and what can be. Only what the metatype of the gateway or of a plugin describes is reached. */
record ConfigurationsResource(Parts parts, Framework framework) implements Routes.Resource {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private record Configurations(List<ConfigurationType> types, List<Shown> configurations) {}

    private record Shown(
            String pid,
            String type,
            @Nullable String name,
            @Nullable String file,
            Map<String, Object> values,
            Map<String, Boolean> secrets) {}

    /**
     * One configuration.
     *
     * @param pid of the configuration
     * @param stored {@code null} while there is none, and the defaults hold
     */
    private record Found(
            String pid, ConfigurationType type, @Nullable Configuration stored) {

        @Nullable Dictionary<String, Object> properties() {
            return stored == null ? null : stored.getProperties();
        }
    }

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/configurations", call -> list()),
                Routes.get("/configurations/{pid}", call -> Answer.of(shown(find(call)))),
                Routes.change("POST", "/configurations", Role.ADMIN, "configuration.create", this::create),
                Routes.change("PUT", "/configurations/{pid}", Role.ADMIN, "configuration.change", this::change),
                Routes.change("DELETE", "/configurations/{pid}", Role.ADMIN, "configuration.delete", this::delete));
    }

    private ConfigurationStore store() throws Problem {
        return new ConfigurationStore(
                parts.configurations(), framework.folders().etc(), framework.context());
    }

    private List<ConfigurationType> types() throws Problem {
        return new ConfigurationTypes(parts.descriptions(), framework).find();
    }

    private Answer list() throws Problem {
        List<ConfigurationType> types = types();
        return Answer.of(new Configurations(
                types, found(types).stream().map(ConfigurationsResource::shown).toList()));
    }

    /** Those there are, and for what there can be only one of, that one even if it is not there. */
    private List<Found> found(List<ConfigurationType> types) throws Problem {
        List<Configuration> stored = store().all();
        List<Found> found = new ArrayList<>();
        for (ConfigurationType type : types) {
            List<Configuration> of = stored.stream()
                    .filter(each -> type.pid().equals(type.factory() ? each.getFactoryPid() : each.getPid()))
                    .toList();
            of.forEach(each -> found.add(new Found(each.getPid(), type, each)));
            if (!type.factory() && of.isEmpty()) {
                found.add(new Found(type.pid(), type, null));
            }
        }
        return found;
    }

    private Found find(Call call) throws Problem {
        String pid = call.path("pid");
        return found(types()).stream()
                .filter(each -> each.pid().equals(pid))
                .findAny()
                .orElseThrow(() -> Problem.notFound("There is no configuration " + Body.quoted(pid)
                        + "; GET /api/v1/configurations lists those there are."));
    }

    private static Shown shown(Found found) {
        Map<String, Object> values = new TreeMap<>();
        Map<String, Boolean> secrets = new TreeMap<>();
        found.type().attributes().stream()
                .filter(Attribute::secret)
                .forEach(each -> secrets.put(each.key(), Boolean.FALSE));
        Dictionary<String, Object> properties = found.properties();
        if (properties != null) {
            for (String key : ConfigurationValues.keys(properties)) {
                Optional<Attribute> attribute = found.type().attribute(key);
                if (secrets.containsKey(key) || Attribute.isSecret(key)) {
                    secrets.put(key, !ConfigurationValues.isEmpty(properties.get(key)));
                } else {
                    Object value = properties.get(key);
                    values.put(
                            key,
                            ConfigurationValues.listed(
                                    attribute.map(each -> each.show(value)).orElse(value)));
                }
            }
        }
        Path file = found.stored() == null ? null : ConfigurationStore.file(found.stored());
        return new Shown(
                found.pid(),
                found.type().pid(),
                name(found),
                file == null ? null : String.valueOf(file.getFileName()),
                values,
                secrets);
    }

    private static @Nullable String name(Found found) {
        int tilde = found.pid().indexOf('~');
        return !found.type().factory()
                ? null
                : tilde < 0 ? found.pid() : found.pid().substring(tilde + 1);
    }

    private Answer create(Call call) throws Problem, IOException {
        Body body = call.body("type", "name", "values");
        String pid = body.text("type");
        call.about(pid);
        String name = body.text("name");
        if (!NAME.matcher(name).matches()) {
            throw Problem.badRequest("The member name must be 1 to 64 of A-Z a-z 0-9 _ -.");
        }
        call.about(pid + "~" + name);
        ConfigurationType type = types().stream()
                .filter(each -> each.pid().equals(pid))
                .findAny()
                .orElseThrow(() -> Problem.notFound("There is no type " + Body.quoted(pid)
                        + "; GET /api/v1/configurations lists those there are."));
        if (!type.factory()) {
            throw Problem.conflict("There is one configuration of " + pid + " only; change it with PUT.");
        }
        ConfigurationStore store = store();
        if (store.all().stream().anyMatch(each -> each.getPid().equals(pid + "~" + name))) {
            throw Problem.conflict("There is a configuration " + name + " already; change it with PUT.");
        }
        String extension = extension(type);
        Map<String, Object> values =
                new ConfigurationValues(type, extension.equals(".config")).read(body.object("values"), null);
        Configuration made = store.create(pid + "-" + name + extension, values);
        Shown shown = shown(new Found(made.getPid(), type, made));
        return new Answer.Created("/configurations/" + made.getPid(), shown);
    }

    private static String extension(ConfigurationType type) {
        return type.hasLists() ? ".config" : ".cfg";
    }

    private Answer change(Call call) throws Problem, IOException {
        Map<String, Object> given = call.body("values").object("values");
        Found found = find(call);
        Configuration stored = found.stored();
        Path file = stored == null ? null : ConfigurationStore.file(stored);
        String name = file == null ? extension(found.type()) : file.toString();
        Map<String, Object> values =
                new ConfigurationValues(found.type(), name.endsWith(".config")).read(given, found.properties());
        if (stored != null && file != null) {
            store().change(stored, file, values);
        } else {
            store().create(found.pid() + extension(found.type()), values);
        }
        call.note(String.join(" ", given.keySet()));
        return Answer.of(shown(find(call)));
    }

    private Answer delete(Call call) throws Problem {
        Found found = find(call);
        if (!found.type().factory()) {
            throw Problem.conflict("There is always one configuration of " + found.pid()
                    + "; PUT with no values gives it its defaults.");
        }
        store().delete(Objects.requireNonNull(found.stored()));
        return new Answer.Done();
    }
}
