/*
 * Pages that start programs and show what they print.
 */

rule command_process_in_page {
  meta:
    id = "command.process-in-page"
    title = "Process with input from outside"
    description = "Inline code starts a program and takes text from the request or from a field of its form; most read the program's output as well. Whether the one reaches the other is followed through the code; where it cannot be followed, this is what is left to say."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003,T1059.003"
    reference = "WEB-07"
    false_positives = "Administrators' own pages that start a fixed program, a converter or a script."
    next_steps = "Look for requests to this page and for processes of the worker process. | Read the program's arguments in the request parameters."
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $start = /\bProcess\s{0,8}\.\s{0,8}Start\s{0,8}\(/ nocase
    $info = /\bProcessStartInfo\b/ nocase
    $new = /\bnew\s{1,8}(System\.)?(Diagnostics\.)?Process\s{0,4}[({;]|\bAs\s{1,8}(New\s{1,8})?(System\.)?(Diagnostics\.)?Process\b/ nocase
    $start_input = /\bProcess\s{0,8}\.\s{0,8}Start\s{0,8}\([^;]{0,160}(\w\.\s{0,2}(Text|Value)\b|\bRequest\s{0,4}[.\[(])/ nocase
    $output = /\b(RedirectStandardOutput|StandardOutput|UseShellExecute|StandardInput)\b/ nocase
    $shell = /\bcmd(\.exe)?["'\s]|\bpowershell(\.exe)?\b|%comspec%|"\/c\b/ nocase
    $input_request = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Cookies|Headers|Item|Files|InputStream|BinaryRead|ServerVariables|RawUrl|UserAgent|PathInfo)\b|[\[(;,)])/ nocase
    $input_field = /\.\s{0,4}(Text|Value|Items|SelectedValue|InnerText)\b/ nocase
    $input_method = /\[\s{0,4}(System\.Web\.Services\.)?WebMethod|\bOperationContract|\bMarshalByRefObject\b/ nocase
    $by_name = /["']System\.Diagnostics\.Process(StartInfo)?["',]/
    $shell_request = /\bShell\s{0,4}\([^\n]{0,80}\bRequest\s{0,4}[.(\[]/
  condition:
    ($start_input or $shell_request or ($by_name and any of ($input_*)) or (($start or $info or $new) and ($output or $shell) and any of ($input_*)))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule command_process_in_short_page {
  meta:
    id = "command.process-in-short-page"
    title = "Short page with process start"
    description = "A page of a few kilobytes whose inline code starts a program. What decides which program is followed through the code."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003,T1059.003"
    reference = "WEB-07"
    false_positives = "Administrators' own pages."
    next_steps = "Read what the page starts."
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $start = /\bProcess\s{0,8}\.\s{0,8}Start\s{0,8}\(/ nocase
    $new = /\bnew\s{1,8}(System\.)?(Diagnostics\.)?Process\s{0,4}\(\s{0,4}\)/ nocase
    $configured = /\.\s{0,4}StartInfo\s{0,4}\./ nocase
    $shell_vb = /[\n:=]\s{0,20}Shell\s{0,4}\(/
  condition:
    filesize < 6KB and ($start or ($new and $configured) or $shell_vb)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule command_shell_object {
  meta:
    id = "command.shell-object"
    title = "Commands through a shell object"
    description = "Server-side script creates the shell object of Windows Script Host or of the Explorer and runs commands with it."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059.005"
    reference = "WEB-07"
    false_positives = "Administrators' own pages."
    next_steps = "Look for requests to this page and for processes of the worker process."
    where = "server-code"
    version = "1.2"
  strings:
    $directive = /<\s?%/
    $block = /<script\b[^>]{0,200}\brunat\b/ nocase
    $create = /\b(CreateObject|GetTypeFromProgID|ActiveXObject|GetObject)\s{0,8}\(/ nocase
    $tag_object = /<object\b[^>]{0,200}\brunat\b/ nocase
    $object_wsh = "wscript.shell" nocase
    $object_explorer = "shell.application" nocase
    $object_class_wsh = "72C24DD5-D70A-438B-8A42-98424B88AFB8" nocase
    $object_class_wsh_1 = "F935DC22-1CF0-11D0-ADB9-00C04FD58A0B" nocase
    $object_class_explorer = "13709620-C279-11CE-A49E-444553540000" nocase
    $run = /\.\s{0,8}(exec|run|ShellExecute)\b/ nocase
    $run_late = /\bInvokeMember\s{0,4}\(\s{0,4}["'](exec|run|ShellExecute)["']/ nocase
    $request = /\brequest\s{0,8}[.(\["]/ nocase
    $net = /<\s?%\s{0,8}@\s{0,8}(page|control|master|webhandler|webservice|servicehost|application|assembly|import)\b/ nocase
  condition:
    ($create or $tag_object) and ($run or $run_late) and $request and any of ($object_*)
    and ($directive or $block or extension matches /^\.?(as[hmpc]x|asax|soap|svc)$/i)
    and ($net or not extension matches /^\.?(asp|asa|cer|cdx|inc|js|html?|php|xml|dll)$/i)
}

rule command_wmi_process {
  meta:
    id = "command.wmi-process"
    title = "Process start through WMI"
    description = "Server-side code asks WMI to create, list or end processes."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1047"
    reference = "WEB-07"
    false_positives = "Monitoring pages that list processes."
    next_steps = "Look for requests to this page and for children of wmiprvse.exe."
    sinks = "wmi"
    version = "1.2"
  strings:
    $class = /\bWin32_(Process|ProcessStartup|Service)\b/ nocase
    $moniker = "winmgmts:" nocase
    $management = /\bManagement(Class|Object|ObjectSearcher|BaseObject)\b/
    $act = /\.\s{0,4}(Create|InvokeMethod|Terminate|ExecMethod_?|InstancesOf|ExecQuery|Get)\s{0,4}\(/ nocase
    $request = /\brequest\s{0,8}[.(\["]/ nocase
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $net = /<\s?%\s{0,8}@\s{0,8}(page|control|master|webhandler|webservice|servicehost|application|assembly|import)\b/ nocase
  condition:
    $server and $class and ($moniker or $management) and $act and $request
    and ($net or not extension matches /^\.?(asp|asa|cer|cdx|inc)$/i)
    and uint16(0) != 0x5a4d
}

rule command_sql_shell {
  meta:
    id = "command.sql-shell"
    title = "Commands on a database server from a page"
    description = "Server-side code sends the statements that start programs or write files through SQL Server."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1505.001"
    reference = "WEB-07"
    false_positives = "Database administration pages."
    next_steps = "Look for requests to this page and for the database accounts that it uses."
    sinks = "sql"
    version = "1.2"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $shell = /\bxp_cmdshell\b/ nocase
    $shell_called = /\b(exec(ute)?\s[^|\n]{0,40}|master\s{0,3}\.{1,2}\s{0,3}(dbo\s{0,3}\.\s{0,3})?)xp_cmdshell\b|["']\s{0,4}xp_cmdshell\s{0,4}['"]{1,3}\s{0,4}[&+]|["']xp_cmdshell["']\s{0,4}([,\r\n]|\)\s{0,4}([^<>=\s]|[\r\n]))/ nocase
    $net = /<\s?%\s{0,8}@\s{0,8}(page|control|master|webhandler|webservice|servicehost|application|assembly|import)\b/ nocase
    $automation = /\bsp_oacreate\b/ nocase
    $registry = /\bxp_reg(write|read|deletevalue)\b/ nocase
    $list = /\bxp_(dirtree|subdirs|availablemedia|servicecontrol)\b/ nocase
    $job = /\bsp_add_job(step|server)?\b/ nocase
    $enable = /\bsp_configure\b/ nocase
  condition:
    $server and ($shell_called or ($shell and ($net or not extension matches /^\.?(asp|asa|cer|cdx|inc)$/i)) or (($automation or $registry or $list or $job) and 2 of ($automation, $registry, $list, $job, $enable)))
    and uint16(0) != 0x5a4d
}

rule command_registry_browser {
  meta:
    id = "command.registry-browser"
    title = "Page that browses the registry"
    description = "Inline code opens whatever registry key it is told of, in several root keys."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1012"
    reference = "WEB-07"
    false_positives = "Administrators' own inventory pages."
    next_steps = "Look for requests to this page and the keys in them."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $root_machine = /\bRegistry\s{0,4}\.\s{0,4}LocalMachine\b/ nocase
    $root_user = /\bRegistry\s{0,4}\.\s{0,4}CurrentUser\b/ nocase
    $root_users = /\bRegistry\s{0,4}\.\s{0,4}Users\b/ nocase
    $root_classes = /\bRegistry\s{0,4}\.\s{0,4}ClassesRoot\b/ nocase
    $open = /\b(OpenSubKey|GetSubKeyNames|GetValueNames)\s{0,4}\(/ nocase
    $input_request = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(;,)])/ nocase
    $input_field = /\.\s{0,4}Text\b/
  condition:
    $open and 2 of ($root_*) and any of ($input_*)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule command_form {
  meta:
    id = "command.form"
    title = "Page with a command line and the server's account name"
    description = "A form with a field for a command, beside the name of the computer and of the account that the page runs as."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1033"
    reference = "WEB-07"
    false_positives = "Administrators' own pages."
    next_steps = "Look for requests to this page."
    version = "1.0"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $field = /<(input|textarea)\b[^>]{0,120}\bname\s{0,2}=\s{0,2}["']?[.\w]{0,8}(cmd|command)["'\s>]/ nocase
    $identity = /\.\s{0,2}(ComputerName|UserDomain)\b|\bWindowsIdentity\s{0,4}\.\s{0,4}GetCurrent\b|\bEnvironment\s{0,4}\.\s{0,4}(UserName|MachineName|UserDomainName)\b/ nocase
  condition:
    $server and $field and $identity and extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|cshtml)$/i
}
