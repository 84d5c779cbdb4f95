/** The load comparison: the proxy beside what people use today, alternated in one run. */
@NullMarked
package dev.portcullis.bench.load;

import org.jspecify.annotations.NullMarked;
