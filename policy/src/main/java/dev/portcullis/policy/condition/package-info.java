/** Conditions in CEL over what was verified, and the uniform views that they ask about. */
@NullMarked
package dev.portcullis.policy.condition;

import org.jspecify.annotations.NullMarked;
