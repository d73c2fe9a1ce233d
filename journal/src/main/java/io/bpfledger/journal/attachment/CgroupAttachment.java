package io.bpfledger.journal.attachment;

/** A hook of a cgroup, which is named by its path in the cgroup file system. */
public sealed interface CgroupAttachment extends Attachment
    permits CgroupDeviceAttachment,
        CgroupSkbAttachment,
        CgroupSockAddrAttachment,
        CgroupSockAttachment,
        CgroupSockoptAttachment,
        CgroupSysctlAttachment,
        SockOpsAttachment {

  String cgroup();
}
