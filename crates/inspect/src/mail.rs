//! Whether an e-mail brings files along.

use claimdesk_protocol::ActiveContent;

use crate::{Inside, has};

pub(super) fn look(content: &[u8]) -> Inside {
    let lower = content.to_ascii_lowercase();
    // As Outlook names the folder of an attachment in its file (MS-OXMSG 2.2.2).
    let outlook: Vec<u8> = "__attach_version1.0_"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let brings = has(&lower, b"content-disposition: attachment")
        || has(&lower, b"filename=")
        || has(&lower, b"filename*=")
        || has(&lower, &outlook);
    Inside {
        active: brings
            .then_some(ActiveContent::Attachments)
            .into_iter()
            .collect(),
        ..Inside::default()
    }
}
