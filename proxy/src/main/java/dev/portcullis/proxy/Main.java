package dev.portcullis.proxy;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The command line. */
public final class Main {
  private static final String DEBUG = "--debug";

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    if (Arrays.asList(args).contains(DEBUG)) {
      System.setProperty("portcullis.level", "debug");
      System.setProperty("portcullis.stacktraces", "full");
    }
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs one command in this process.
   *
   * @param out takes what was asked for
   * @param err takes complaints
   * @return the exit code, see {@link ExitCode}
   */
  static int run(String[] args, PrintStream out, PrintStream err) {
    PrintWriter words = writer(err);
    return Serve.plain(args)
        .map(serve -> serve(serve, words))
        .orElseGet(() -> Commands.run(args, writer(out), words));
  }

  /**
   * Past picocli, whose class files are too old for the AOT cache: it costs a fifth of the start.
   */
  private static int serve(Serve serve, PrintWriter err) {
    try {
      return serve.run(err);
    } catch (CommandException e) {
      err.println(e.getMessage());
    } catch (InterruptedException | RuntimeException e) {
      err.println("portcullis: unexpected " + e + " (--debug says where)");
    }
    return ExitCode.UNUSABLE;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
