/** The policy document: YAML in, {@link dev.portcullis.policy.Policy} or positioned errors out. */
@NullMarked
package dev.portcullis.policy.file;

import org.jspecify.annotations.NullMarked;
