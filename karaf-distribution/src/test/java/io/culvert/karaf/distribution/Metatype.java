package io.culvert.karaf.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a bundle says about one of its configurations.
 *
 * @param pid its (factory) PID
 * @param factory whether there can be several
 * @param defaults by key; several values joined by a comma, nothing as an empty string
 */
record Metatype(String pid, boolean factory, Map<String, String> defaults) {

    /** All that a bundle describes. */
    static List<Metatype> of(Path bundle) throws IOException {
        List<Metatype> found = new ArrayList<>();
        try (JarFile jar = new JarFile(bundle.toFile())) {
            for (ZipEntry entry : jar.stream()
                    .filter(entry -> entry.getName().startsWith("OSGI-INF/metatype/"))
                    .filter(entry -> entry.getName().endsWith(".xml"))
                    .toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    found.addAll(read(in));
                }
            }
        }
        return found;
    }

    private static List<Metatype> read(InputStream in) throws IOException {
        Document document;
        try {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
        Map<String, Map<String, String>> defaults = new TreeMap<>();
        for (Element ocd : elements(document, "OCD")) {
            Map<String, String> attributes = new TreeMap<>();
            NodeList list = ocd.getElementsByTagName("AD");
            for (int i = 0; i < list.getLength(); i++) {
                Element attribute = (Element) list.item(i);
                // In a list of values a space would be left out, had it no backslash.
                attributes.put(
                        attribute.getAttribute("id"),
                        attribute.getAttribute("default").replace("\\ ", " "));
            }
            defaults.put(ocd.getAttribute("id"), attributes);
        }
        List<Metatype> found = new ArrayList<>();
        for (Element designate : elements(document, "Designate")) {
            Element object = (Element) designate.getElementsByTagName("Object").item(0);
            String factory = designate.getAttribute("factoryPid");
            found.add(new Metatype(
                    factory.isEmpty() ? designate.getAttribute("pid") : factory,
                    !factory.isEmpty(),
                    defaults.getOrDefault(object.getAttribute("ocdref"), Map.of())));
        }
        return found;
    }

    private static List<Element> elements(Document document, String name) {
        NodeList list = document.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < list.getLength(); i++) {
            found.add((Element) list.item(i));
        }
        return found;
    }
}
