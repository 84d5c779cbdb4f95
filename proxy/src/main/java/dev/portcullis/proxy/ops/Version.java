package dev.portcullis.proxy.ops;

import java.util.Optional;

/** The version of the program. */
public final class Version {
  private Version() {}

  /** As the jar states it; {@code development} when run from class files. */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
