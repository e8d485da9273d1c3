/*
 * Configuration dumps of Exchange virtual directories. Reset-OabVirtualDirectory and its kin write one
 * "Key : value" per line to a file whose name the caller chooses; CVE-2021-27065 chooses a page of the web server.
 */

private rule dropped_vdir_dump_keys {
  strings:
    $key_methods = /(^|\n)InternalAuthenticationMethods\s{1,40}:/
    $key_tokens = /(^|\n)ExtendedProtectionTokenChecking\s{1,40}:/
    $key_metabase = /(^|\n)MetabasePath\s{1,40}: IIS:\/\//
    $key_interval = /(^|\n)PollInterval\s{1,40}:/
    $key_books = /(^|\n)OfflineAddressBooks\s{1,40}:/
    $key_forms = /(^|\n)FormsAuthentication\s{1,40}:/
    $key_logon = /(^|\n)LogonFormat\s{1,40}:/
    $key_external = /(^|\n)ExternalAuthenticationMethods\s{1,40}:/
    $key_admin = /(^|\n)AdminDisplayVersion\s{1,40}:/
  condition:
    filesize < 64KB and 3 of them
}

rule dropped_vdir_dump_with_script {
  meta:
    id = "dropped.vdir-dump-with-script"
    title = "Virtual directory dump with server-side script"
    description = "The configuration of an Exchange virtual directory, written to a file, with a server-side tag in one of its URLs: the page that CVE-2021-27065 leaves behind. WhenChangedUTC in the file tells when."
    severity = "critical"
    confidence = "confirmed"
    attack = "T1505.003,T1190"
    reference = "WEB-02"
    false_positives = "None known."
    next_steps = "Note WhenChangedUTC, Server and the request parameter. | Look for requests to this page. | Clear the URL of the virtual directory in Active Directory, since it would drop the page again."
    version = "1.0"
  strings:
    $script_url = /\n(In|Ex)ternalUrl\s{1,40}:[^\n]{0,200}(<script|<%)/ nocase
    $script_split = /\n(In|Ex)ternalUrl\s{1,40}:[^<]{0,300}(<script|<%)/ nocase
  condition:
    dropped_vdir_dump_keys and any of ($script_*)
}

rule dropped_vdir_dump {
  meta:
    id = "dropped.vdir-dump"
    title = "Virtual directory dump in a file that the web server executes"
    description = "The configuration of an Exchange virtual directory, written to a page, without script in it: a blocked or failed attempt, or what an antivirus left of one."
    severity = "high"
    confidence = "strong"
    outcome = "attempt"
    attack = "T1190,T1505.003"
    reference = "WEB-02"
    false_positives = "An administrator's own export of the configuration, saved with the extension of a page."
    next_steps = "Look for other pages written at the same time and for requests to this one. | Check the antivirus log."
    version = "1.0"
  strings:
    $script_tag = /<script|<%/ nocase
  condition:
    dropped_vdir_dump_keys
    and not $script_tag
    and extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|cshtml|vbhtml|php|jsp)$/i
}
