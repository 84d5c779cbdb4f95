package dev.portcullis.proxy;

/** The command line. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.err.println("portcullis: no command yet");
    System.exit(3);
  }
}
