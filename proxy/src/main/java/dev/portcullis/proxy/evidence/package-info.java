/** Finds and fetches signatures, attestations and SBOMs; a failure is a value. */
@NullMarked
package dev.portcullis.proxy.evidence;

import org.jspecify.annotations.NullMarked;
