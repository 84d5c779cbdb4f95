package dev.portcullis.policy;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.portcullis.oci.Digest;
import dev.portcullis.oci.RepositoryName;
import java.lang.reflect.Modifier;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** What keeps decisions replayable: no I/O, no clock, no thread, no logger. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test/") && !location.contains("test-classes"))
          .importPackages("dev.portcullis.policy");

  @Test
  void policyDependsOnNothingButVerificationAndItsLanguages() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.math..",
            "java.nio",
            "java.nio.charset",
            "java.time..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "dev.portcullis.policy..",
            "dev.portcullis.oci",
            "dev.portcullis.verify",
            "dev.portcullis.verify.notation",
            "dev.portcullis.verify.sbom",
            "dev.portcullis.verify.sigstore",
            "dev.portcullis.verify.x509",
            "com.google.re2j",
            "dev.cel..",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "tools.jackson.databind..",
            "org.jspecify.annotations",
            "org.snakeyaml.engine..")
        .check(CLASSES);
  }

  @Test
  void onlyTheFilePackageParses() {
    noClasses()
        .that()
        .resideInAPackage("dev.portcullis.policy")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.portcullis.policy.file..", "org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsAClockStartsAThreadOrAsksTheSystem() {
    noClasses()
        .should()
        .callMethodWhere(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Runtime.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .check(CLASSES);
  }

  @Test
  void onlyDecisionsAndPermitsMintPermits() {
    noClasses()
        .that()
        .areNotAssignableTo(Evaluator.class)
        .and()
        .areNotAssignableTo(Permits.class)
        .should()
        .callConstructor(MintedPermit.class, RepositoryName.class, Digest.class, String.class)
        .check(CLASSES);
    assertThat(Modifier.isPublic(MintedPermit.class.getModifiers())).isFalse();
    assertThat(Permit.class.getPermittedSubclasses()).containsExactly(MintedPermit.class);
  }
}
