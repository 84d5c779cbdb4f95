package dev.portcullis.bench.load;

import java.io.IOException;

/** One question that is put to every arm in turn. */
interface Scenario {
  /** The word by which {@code --only} names it. */
  String name();

  /** Measures it, and checks that what was measured was right. */
  Section run(Stage stage) throws IOException, InterruptedException;
}
