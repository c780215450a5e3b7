/**
 * The project as a value: what a set of compose files means once it is loaded, merged, checked and resolved.
 *
 * <p>Every type is an immutable record whose collections keep the order of the file. Nothing here does I/O and nothing here knows YAML. An absent
 * attribute is an empty {@link java.util.Optional}; where the files distinguish "absent" from "given and empty" (command, entrypoint) the
 * record does too.
 */
@NullMarked
package io.jcompose.compose.model;

import org.jspecify.annotations.NullMarked;
