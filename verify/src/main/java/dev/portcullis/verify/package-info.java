/** Bytes in, findings out. Nothing here does I/O, reads a clock, starts a thread or logs. */
@NullMarked
package dev.portcullis.verify;

import org.jspecify.annotations.NullMarked;
