/** Measurements that are taken inside the engine; bench/run prints them. No test looks at them. */
@NullMarked
package io.jcompose.bench;

import org.jspecify.annotations.NullMarked;
