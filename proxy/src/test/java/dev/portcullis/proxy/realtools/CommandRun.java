package dev.portcullis.proxy.realtools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What came of a command.
 *
 * @param line the command line
 * @param ended whether it ended by itself in time
 * @param exit its exit code
 * @param out its standard output
 * @param err its standard error
 */
record CommandRun(String line, boolean ended, int exit, String out, String err) {

  /** Standard output and standard error, one after the other. */
  String text() {
    return out + err;
  }

  /** Fails the test unless the command ended in time with exit code 0. */
  CommandRun mustSucceed() {
    assertThat(this).as(line).matches(run -> run.ended && run.exit == 0, "succeeds");
    return this;
  }

  /** Fails the test unless the command ended in time with another exit code than 0. */
  CommandRun mustFail() {
    assertThat(this).as(line).matches(run -> run.ended && run.exit != 0, "fails");
    return this;
  }
}
