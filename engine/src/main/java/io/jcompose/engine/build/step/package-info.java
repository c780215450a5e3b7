/** The steps of a build that change the root file system: COPY and ADD write an upper directory by themselves, RUN through a container. */
@NullMarked
package io.jcompose.engine.build.step;

import org.jspecify.annotations.NullMarked;
