/** The listener: bytes to a sealed request, a decision to a response. */
@NullMarked
package dev.portcullis.proxy.server;

import org.jspecify.annotations.NullMarked;
