package dev.portcullis.proxy;

import java.util.List;

/** A configuration that cannot be used, with everything that is wrong with it. */
final class ConfigException extends CommandException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final transient FileSnapshot files;

  /**
   * A refusal.
   *
   * @param problems one line each: file, line, column, what is wrong, what to do
   * @param files what was read to find out
   */
  ConfigException(List<String> problems, FileSnapshot files) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
    this.files = files;
  }

  List<String> problems() {
    return problems;
  }

  FileSnapshot files() {
    return files;
  }
}
