/**
 * The policies of other systems, carried over: their text in, ours and warnings out.
 *
 * <p>What cannot be carried over never makes the result admit what the original refuses: the rule
 * that it belongs to refuses instead, and a warning says so.
 */
@NullMarked
package dev.portcullis.policy.imported;

import org.jspecify.annotations.NullMarked;
