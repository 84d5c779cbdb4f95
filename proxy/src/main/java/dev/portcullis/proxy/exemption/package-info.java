/** What operators exempt from its rule for a time through the admin API. */
@NullMarked
package dev.portcullis.proxy.exemption;

import org.jspecify.annotations.NullMarked;
