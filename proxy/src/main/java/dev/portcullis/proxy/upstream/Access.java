package dev.portcullis.proxy.upstream;

/** That a caller may pull from a repository; the only good outcome of asking. */
public enum Access {
  GRANTED
}
