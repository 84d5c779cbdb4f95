package dev.portcullis.verify;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The invariants of this module, as code: it computes, and does nothing else. */
class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.portcullis.oci", "dev.portcullis.verify");

  /** Classes of the JDK that reach the world, by name or by a package that ends in two dots. */
  private static final List<String> WORLD =
      List.of(
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.io.RandomAccessFile",
          "java.io.Console",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Runnable",
          "java.util.Timer",
          "java.util.concurrent.Executor",
          "java.util.concurrent.ExecutorService",
          "java.util.concurrent.Executors",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.ForkJoinPool",
          "java.util.Random",
          "java.security.SecureRandom");

  /** Methods that read the clock, the environment or chance, as {@code Class.method}. */
  private static final Set<String> IMPURE =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.getProperties",
          "java.lang.System.setProperty",
          "java.lang.System.getLogger",
          "java.lang.System.exit",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.security.Security.addProvider",
          "java.security.Security.insertProviderAt");

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_WORLD =
      describe(
          "that reads the clock, the environment or chance",
          access ->
              IMPURE.contains(
                  access.getTargetOwner().getFullName() + "." + access.getTarget().getName()));

  private static final DescribedPredicate<JavaClass> REACHES_THE_WORLD =
      describe(
          "that reaches the world",
          (JavaClass target) ->
              WORLD.contains(target.getFullName())
                  || target.getFullName().startsWith("java.io.File")
                  || isOneOf(
                      target.getPackageName(),
                      "java.net",
                      "java.nio.file",
                      "java.nio.channels",
                      "javax.net",
                      "java.util.logging",
                      "java.sql",
                      "org.slf4j",
                      "ch.qos.logback",
                      "io.netty",
                      "io.micrometer",
                      "okhttp3"));

  private static boolean isOneOf(String packageName, String... roots) {
    for (String root : roots) {
      if (packageName.equals(root) || packageName.startsWith(root + ".")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void moduleWasImported() {
    assertThat(MODULE.contain(Verifier.class)).isTrue();
    assertThat(MODULE.size()).isGreaterThan(50);
  }

  @Test
  void nothingReachesTheWorld() {
    noClasses().should().dependOnClassesThat(REACHES_THE_WORLD).check(MODULE);
  }

  @Test
  void nothingReadsTheClockOrTheEnvironment() {
    noClasses()
        .should()
        .accessTargetWhere(READS_THE_WORLD)
        .because("time is an argument and the same arguments give the same findings")
        .check(MODULE);
  }

  @Test
  void nothingPrints() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(MODULE);
  }

  @Test
  void onlyTheVocabularyTheFormatsAndTheirLibrariesAreUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "dev.portcullis.oci..",
                    "dev.portcullis.verify..",
                    "org.bouncycastle..",
                    "tools.jackson..",
                    "org.jspecify.annotations..")
                .or(describe("are primitive", JavaClass::isPrimitive))
                .or(
                    describe(
                        "are arrays of primitives",
                        target -> target.getBaseComponentType().isPrimitive())))
        .check(MODULE);
  }

  @Test
  void vocabularyKnowsNoFormat() {
    noClasses()
        .that()
        .resideInAPackage("dev.portcullis.oci..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.portcullis.verify..")
        .check(MODULE);
  }

  @Test
  void whatSupposesMintsNoFact() {
    noClasses()
        .that()
        .belongToAnyOf(
            Supposed.class, SupposedSignature.class, SupposedAttestation.class, SupposedSbom.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(MintedSignature.class, MintedAttestation.class)
        .check(MODULE);
    noClasses()
        .that()
        .belongToAnyOf(Verifier.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Supposed.class, SupposedSignature.class, SupposedAttestation.class, SupposedSbom.class)
        .check(MODULE);
  }

  @Test
  void onlyTheVerifierMintsFacts() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(
            Verifier.class,
            MintedSignature.class,
            MintedAttestation.class,
            Supposed.class,
            SupposedSignature.class,
            SupposedAttestation.class,
            SupposedSbom.class)
        .should()
        .callConstructorWhere(
            describe(
                "makes a verified fact",
                call -> call.getTargetOwner().isAssignableTo(Verified.class)))
        .check(MODULE);
    classes()
        .that()
        .areAssignableTo(Verified.class)
        .and()
        .areNotInterfaces()
        .should()
        .bePackagePrivate()
        .check(MODULE);
  }

  @Test
  void everyPackageIsNullMarked() throws ClassNotFoundException {
    Set<String> packages = new TreeSet<>();
    MODULE.forEach(each -> packages.add(each.getPackageName()));
    assertThat(packages).contains("dev.portcullis.oci", "dev.portcullis.verify.cosign");
    for (String name : packages) {
      assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
          .as(name)
          .isTrue();
    }
  }

  @Test
  void limitsStandInOneFile() {
    Set<String> strays = new TreeSet<>();
    for (JavaClass each : MODULE) {
      for (JavaField field : each.getFields()) {
        String name = field.getName();
        boolean constant =
            field.getModifiers().contains(JavaModifier.STATIC)
                && field.getRawType().isPrimitive()
                && !each.getSimpleName().equals("Limits");
        if (constant
            && (name.startsWith("MAX") || name.endsWith("MAX") || name.contains("LIMIT"))) {
          strays.add(field.getFullName());
        }
      }
    }
    assertThat(strays).isEmpty();
  }
}
