package io.bpfledger.journal.attachment;

/**
 * The place that the program was loaded for; nothing is left to choose but the cookie, of which 0
 * is none.
 */
public sealed interface CookieAttachment extends Attachment
    permits FentryAttachment, FexitAttachment, FmodRetAttachment, LsmAttachment, TpBtfAttachment {

  long cookie();
}
