/** The story of one pull: verdicts, edges, single flight. */
@NullMarked
package dev.portcullis.proxy.admission;

import org.jspecify.annotations.NullMarked;
