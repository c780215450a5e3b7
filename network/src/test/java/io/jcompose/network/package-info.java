@NullMarked
package io.jcompose.network;

import org.jspecify.annotations.NullMarked;
