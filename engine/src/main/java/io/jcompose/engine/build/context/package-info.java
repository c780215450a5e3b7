/** What a build step reads: file trees (the build context, the root file system of a stage), ignore rules, content hashes. */
@NullMarked
package io.jcompose.engine.build.context;

import org.jspecify.annotations.NullMarked;
