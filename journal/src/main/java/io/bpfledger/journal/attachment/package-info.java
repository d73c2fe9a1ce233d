/**
 * Where somebody wants a program attached: one record per attach kind, one file each.
 *
 * <p>These are intents, so they name things as people do: an interface by name and namespace, user
 * code by file and function, a cgroup by path, a map by its name in the object. What that is in a
 * kernel at one moment, an index, an inode or a handle, is found when it is carried out and never
 * stands here.
 */
@NullMarked
package io.bpfledger.journal.attachment;

import org.jspecify.annotations.NullMarked;
