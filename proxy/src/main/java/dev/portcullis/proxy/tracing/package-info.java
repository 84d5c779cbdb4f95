/** Traces of pulls that are not answered from memory, sent by the OpenTelemetry protocol. */
@NullMarked
package dev.portcullis.proxy.tracing;

import org.jspecify.annotations.NullMarked;
