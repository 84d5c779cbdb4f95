/** What a request to the admin listener is and what an answer, for those who serve one. */
@NullMarked
package dev.portcullis.proxy.admin;

import org.jspecify.annotations.NullMarked;
