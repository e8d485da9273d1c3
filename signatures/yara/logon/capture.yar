/*
 * Logon pages that keep or send what people type into them.
 */

rule logon_stores_password {
  meta:
    id = "logon.stores-password"
    title = "Server-side code writes passwords to a file"
    description = "A page takes user name and password out of the request and appends them to a file or sends them on."
    severity = "high"
    confidence = "strong"
    attack = "T1056.003,T1505.003"
    reference = "WEB-10"
    false_positives = "None known."
    next_steps = "Find the file. | Look for requests that fetched it. | Change the passwords in it."
    version = "1.0"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $password = /\brequest\b[\w.]{0,20}\s{0,4}[\[(]\s{0,4}["'](password|passwd|pwd|pass|passwordtext)["']/ nocase
    $user = /\brequest\b[\w.]{0,20}\s{0,4}[\[(]\s{0,4}["'](user\w{0,8}|login\w{0,8}|email|account)["']/ nocase
    $write = /\b(AppendAllText|AppendText|WriteAllText|StreamWriter|OpenTextFile|CreateTextFile)\b/ nocase
    $append = /\.\s{0,4}Write(Line)?\b[^;\n]{0,100}\b\w{0,10}pass\w{0,8}/ nocase
    $append_all = /\b(AppendAllText|WriteAllText)\s{0,4}\([^;]{0,200}pass/ nocase
  condition:
    $server and $password and $user and $write and ($append or $append_all) and uint16(0) != 0x5a4d
}

rule logon_password_list {
  meta:
    id = "logon.password-list"
    title = "List of user names and passwords in a web folder"
    description = "A text, log, style sheet or script that holds line after line of user name and password, as a logon page writes that keeps them."
    severity = "high"
    confidence = "moderate"
    attack = "T1056.003"
    reference = "WEB-10"
    false_positives = "Test data and documentation."
    next_steps = "Look for requests that fetched the file. | Find the page that writes it. | Change the passwords in it."
    version = "1.0"
  strings:
    $form = /(^|\n)[^\n<>{};]{0,120}\b(user(name)?|login)\s{0,2}[=:]\s{0,2}[^\s&|,;<>{}"'()]{2,80}\s{0,4}[&|,;\t ]{1,3}\s{0,4}(password|passwd|pwd|pass)\s{0,2}[=:]\s{0,2}[^\s<>{}"'();]{3,80}[^\n<>{};]{0,80}\r?\n/ nocase
    $posted = /destination=https?(%3a|:)[^\s]{5,200}&flags=\d{1,2}&[^\n]{0,200}username=[^&\s]{1,100}&password=/ nocase
  condition:
    filesize < 16MB and ($form or $posted) and (#form > 2 or #posted > 1)
    and extension matches /^\.?(txt|log|dat|css|js|html?|gif|jpe?g|png|tmp|bak|ini)$/i and uint16(0) != 0x5a4d
}
