package dev.portcullis.policy.condition;

import dev.portcullis.oci.Limits;
import dev.portcullis.oci.MalformedException;
import dev.portcullis.policy.condition.SoftwareBill.Component;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers the packages of one SBOM within its bounds, each text held once. For one thread. */
final class Packages {
  private static final int SHARED = 10_000;

  private final List<Component> all = new ArrayList<>();
  private final Map<String, String> shared = new HashMap<>();
  private long characters;

  /** The index of a package that is yet to be {@link #set}: an outer one comes before its inner. */
  int reserve() throws MalformedException {
    if (all.size() >= Limits.LISTED_COMPONENTS) {
      throw MalformedException.overLimit(
          "the SBOM lists more than " + Limits.LISTED_COMPONENTS + " packages");
    }
    all.add(Component.NONE);
    return all.size() - 1;
  }

  void set(int index, Component component) throws MalformedException {
    Component known =
        new Component(
            counted(component.name()),
            share(counted(component.version())),
            counted(component.purl()),
            shared(component.licenses()),
            share(counted(component.supplier())));
    if (characters > Limits.SBOM_TEXT) {
      throw MalformedException.overLimit(
          "the names and licenses in the SBOM have more than "
              + Limits.SBOM_TEXT
              + " characters in all");
    }
    all.set(index, known);
  }

  void add(Component component) throws MalformedException {
    set(reserve(), component);
  }

  List<Component> list() {
    return Collections.unmodifiableList(all);
  }

  private List<String> shared(List<String> licenses) {
    List<String> known = new ArrayList<>(licenses.size());
    licenses.forEach(license -> known.add(share(counted(license))));
    return known;
  }

  private String counted(String text) {
    characters += text.length();
    return text;
  }

  private String share(String text) {
    if (shared.size() >= SHARED) {
      return shared.getOrDefault(text, text);
    }
    String known = shared.putIfAbsent(text, text);
    return known == null ? text : known;
  }
}
