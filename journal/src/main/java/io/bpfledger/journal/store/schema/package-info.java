/**
 * The tables of a ledger in each database, and how a ledger of an earlier version is brought to the
 * one this program knows: forward only, each step in one transaction, with a copy kept from before.
 */
@NullMarked
package io.bpfledger.journal.store.schema;

import org.jspecify.annotations.NullMarked;
