package dev.portcullis.proxy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.portcullis.policy.Rehearsal;
import dev.portcullis.verify.Supposed;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which package of the proxy knows which other, and what none may do. */
class ArchitectureTest {
  private static final String PROXY = "dev.portcullis.proxy";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test/") && !location.contains("test-classes"))
          .importPackages("dev.portcullis");

  /** The edges that there are; one more is a decision, to be made here. */
  private static final Map<String, List<String>> EDGES =
      Map.ofEntries(
          Map.entry("admission", List.of("evidence", "revocation", "upstream")),
          Map.entry("clients", List.of("server")),
          Map.entry("evidence", List.of("upstream")),
          Map.entry("exemption", List.of("admin", "disk")),
          Map.entry(
              "ops",
              List.of(
                  "admin",
                  "admission",
                  "page",
                  "prefetch",
                  "record",
                  "relay",
                  "revocation",
                  "server",
                  "tracing",
                  "trust")),
          Map.entry("page", List.of("admin", "record", "revocation")),
          Map.entry("prefetch", List.of("admission")),
          Map.entry("relay", List.of("upstream")),
          Map.entry("revocation", List.of("admin", "disk", "upstream")),
          Map.entry("server", List.of("admission", "relay", "upstream")),
          Map.entry("tracing", List.of("admission", "upstream")),
          Map.entry("trust", List.of("disk", "upstream")));

  @Test
  void packagesKnowOnlyThoseThatTheyMay() {
    Map<String, SortedSet<String>> found = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      String from = sliceOf(each);
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String to = sliceOf(dependency.getTargetClass().getBaseComponentType());
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
          found.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
        }
      }
    }
    Map<String, SortedSet<String>> allowed = new TreeMap<>();
    EDGES.forEach((from, to) -> allowed.put(from, new TreeSet<>(to)));
    assertThat(found).isEqualTo(allowed);
  }

  private static String sliceOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(PROXY + ".") ? name.substring(PROXY.length() + 1) : "";
  }

  @Test
  void packagesKnowEachOtherOneWayOnly() {
    slices().matching(PROXY + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodyKnowsWhoWiresTheProgram() {
    noClasses()
        .that()
        .resideInAPackage(PROXY + ".*..")
        .should()
        .dependOnClassesThat(resideInAPackage(PROXY))
        .check(CLASSES);
  }

  @Test
  void nothingOfTheProxyPutsItselfAmongThoseWhoMintProofs() {
    classes()
        .that()
        .resideInAnyPackage("dev.portcullis.policy..", "dev.portcullis.verify..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage(PROXY + "..")
        .check(CLASSES);
    assertThat(
            CLASSES.stream().filter(ArchitectureTest::isOfTheProxy).map(JavaClass::getPackageName))
        .isNotEmpty()
        .allMatch(name -> name.equals(PROXY) || name.startsWith(PROXY + "."));
  }

  private static boolean isOfTheProxy(JavaClass type) {
    return type.getSource()
        .filter(source -> source.getUri().toString().contains("/proxy/target/classes/"))
        .isPresent();
  }

  @Test
  void nothingThatAnswersPullsSupposesAnything() {
    noClasses()
        .that()
        .resideInAPackage(PROXY + ".*..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Supposed.class, Rehearsal.class)
        .check(CLASSES);
  }

  @Test
  void eventLoopsTouchNeitherDiskNorParserNorVerifier() {
    noClasses()
        .that()
        .resideInAnyPackage(PROXY + ".server", PROXY + ".relay")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.portcullis.verify.Verifier")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.portcullis.oci.ManifestParser")
        .orShould()
        .dependOnClassesThat(resideInAPackage("java.sql"))
        .check(CLASSES);
  }
}
