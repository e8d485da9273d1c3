/*
 * Pages that give away what the server keeps secret.
 */

rule secrets_machine_key {
  meta:
    id = "secrets.machine-key"
    title = "Machine key shown by a page"
    description = "Inline code reads the machine key section and writes its keys to the response. Whoever has them forges view state, and so runs code after the page is gone."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1552.001,T1606"
    reference = "WEB-07,IIS-06"
    false_positives = "None known."
    next_steps = "Renew the machine keys of every application on the server. | Look for answers of this page."
    version = "1.1"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $section = /\bMachineKey(Section|Configuration)\b|system\.web\/machineKey/ nocase
    $type_by_name = "System.Web.Configuration.MachineKey" nocase
    $key = /\b(ValidationKey|DecryptionKey|DecryptionKeyInternal|ValidationKeyInternal|GetApplicationConfig)\b/ nocase
    $out = /\bResponse\s{0,4}\.\s{0,4}(Write|AddHeader|AppendHeader|BinaryWrite|Headers|Output)\b|<%\s{0,4}[=:]/ nocase
  condition:
    $server and ($section or $type_by_name) and $key and $out and uint16(0) != 0x5a4d
}

rule secrets_credential_store {
  meta:
    id = "secrets.credential-store"
    title = "Page with access to stored passwords"
    description = "Inline code reads the passwords of application pools, the metabase, the local security authority or of remote administration programs."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1552"
    reference = "WEB-07"
    false_positives = "Administrators' own inventory pages."
    next_steps = "Change the passwords that the page could read."
    version = "1.2"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $metabase = /\b(AnonymousUserPass|WAMUserPass)\b/ nocase
    $password = /\b\w{0,40}(UserPass|Password)\b/
    $directory = /\bDirectoryEntry\s{0,4}\(\s{0,4}["']IIS:\/\// nocase
    $registry_remote = /(RAdmin|ORL\\WinVNC3|RealVNC|Symantec\\pcAnywhere|Terminal Server\\WinStations\\RDP-Tcp)/ nocase
    $registry_read = /\b(RegRead|OpenSubKey|Registry\s{0,4}\.\s{0,4}GetValue|ReadKey)\b/ nocase
    $accounts = /WinNT:\/\/[^"']{0,60}["'][^;\n]{0,80}(group|user)/ nocase
  condition:
    $server and ($metabase or ($directory and $password) or ($registry_remote and $registry_read) or ($accounts and $registry_read))
    and uint16(0) != 0x5a4d
}

rule secrets_connection_strings {
  meta:
    id = "secrets.connection-strings"
    title = "Disclosure of connection strings or settings"
    description = "Inline code reads connection strings or protected sections of the configuration by a name that it is given, and prints them."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1552.001"
    reference = "WEB-07"
    false_positives = "Administrators' own diagnostic pages."
    next_steps = "Change the passwords that the page could show."
    version = "1.1"
  strings:
    $page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase
    $by_name = /\bConnectionStrings\s{0,4}[\[(]\s{0,4}([a-z_]\w{0,30}|Request\b[^\])]{0,40}|\w{1,30}\.Text)\s{0,4}[\])]\s{0,4}\.\s{0,4}ConnectionString\b/ nocase
    $each = /\bforeach\s{0,4}\(\s{0,4}ConnectionStringSettings\b/ nocase
    $unprotect = /\bUnprotectSection\s{0,4}\(/ nocase
    $out = /\bResponse\s{0,4}\.\s{0,4}Write\b|\.\s{0,4}Text\s{0,4}=|<%\s{0,4}[=:]/ nocase
  condition:
    $page and ($by_name or $each or $unprotect) and $out and uint16(0) != 0x5a4d
}
