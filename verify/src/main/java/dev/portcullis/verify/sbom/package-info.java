/** SBOMs that are artifacts of their own: which image one is about, and by whose word. */
@NullMarked
package dev.portcullis.verify.sbom;

import org.jspecify.annotations.NullMarked;
