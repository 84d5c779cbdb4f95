/** Findings in, decision out. Nothing here does I/O, reads a clock, starts a thread or logs. */
@NullMarked
package dev.portcullis.policy;

import org.jspecify.annotations.NullMarked;
