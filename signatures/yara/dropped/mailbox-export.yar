/*
 * New-MailboxExportRequest writes a mailbox to a path of the caller's choice (CVE-2021-31207). The message in it was
 * encoded beforehand, so that the permutation of the PST format turns it into a page.
 */

rule dropped_mailbox_export_page {
  meta:
    id = "dropped.mailbox-export-page"
    title = "Mailbox export under the name of a page"
    description = "An Outlook data file (PST) whose extension makes the web server execute it: the way of ProxyShell to write a page."
    severity = "critical"
    confidence = "confirmed"
    attack = "T1505.003,T1027"
    reference = "WEB-03"
    false_positives = "None known: a PST file does not have the extension of a page."
    next_steps = "Look for New-MailboxExportRequest in the cmdlet logs and for requests to this page. | Remove the export request and the role assignment that allowed it."
    version = "1.0"
  strings:
    $pst_magic = { 21 42 44 4E ?? ?? ?? ?? 53 4D }
  condition:
    $pst_magic and $pst_magic at 0
    // A name that ends in a dot or space has no extension left.
    and extension matches /^\.(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|master|config|cshtml|vbhtml|php|jsp|js|html?|txt|[. ]{0,8})$/i
}

rule dropped_mailbox_export_script {
  meta:
    id = "dropped.mailbox-export-script"
    title = "Mailbox export that holds page source in clear text"
    description = "An Outlook data file (PST) in which a directive or a server-side script stands in clear text, as it does only when somebody encoded it for that."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1027"
    reference = "WEB-03"
    false_positives = "Mailboxes without the format's encoding, of people who mail source code."
    next_steps = "Find out which export request made the file, and where else it wrote to."
    version = "1.0"
  strings:
    $pst_magic = { 21 42 44 4E ?? ?? ?? ?? 53 4D }
    $directive = /<%@\s{0,8}(Page|WebHandler|WebService)\s{1,8}Language\s{0,8}=/ nocase
    $script = /<script[^>]{0,80}runat\s{0,4}=\s{0,4}["']?server/ nocase
  condition:
    $pst_magic and $pst_magic at 0 and ($directive or $script)
}
