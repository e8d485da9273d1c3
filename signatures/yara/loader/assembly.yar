/*
 * Pages that load an assembly out of a request, the session or a literal: Godzilla, Behinder, SharPyShell and their
 * descendants keep nothing but this on disk.
 */

rule loader_assembly_of_bytes {
  meta:
    id = "loader.assembly-of-bytes"
    title = "Page with a loader of assemblies from bytes"
    description = "Inline code loads an assembly that comes from the request, the session, base64 text or a decryption, and creates a type of it."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1620"
    reference = "WEB-05,WEB-06"
    false_positives = "None known: shipped pages keep their code in assemblies on disk."
    next_steps = "Look for POST requests to this page. | The loaded code was in memory only, so take a memory image if the server still runs."
    sinks = "load"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $load_direct = /\bAssembly\s{0,8}\.\s{0,8}Load\s{0,8}\(\s{0,8}[^\s"']/ nocase
    $load_reflected = /\bGetMethod\s{0,8}\(\s{0,8}["']Load["']/ nocase
    $load_domain = /\bAppDomain\s{0,4}\.\s{0,4}CurrentDomain\s{0,4}\.\s{0,4}Load\s{0,4}\(/ nocase
    $load_late = /\bAssembly\b[^;{}]{0,80}\bInvokeMember\s{0,8}\(\s{0,8}["']Load["']/ nocase
    $bytes_read = /\bBinaryRead\b|\bInputStream\b|\bGetBufferlessInputStream\b/ nocase
    $bytes_request = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Cookies|Headers|Item|Files)\b|[\[(;,)])/ nocase
    $bytes_base64 = /\bFromBase64(String|CharArray)\b/ nocase
    $bytes_cipher = /\bTransformFinalBlock\b|\bCreateDecryptor\b|\bCryptoStream\b/ nocase
    $bytes_session = /\bSession\s{0,4}[\[(]/ nocase
    $use_instance = /\bCreateInstance\s{0,8}\(/ nocase
    $use_invoke = /\.\s{0,8}Invoke(Member)?\s{0,8}\(/ nocase
    $use_equals = /\.\s{0,8}Equals\s{0,8}\(\s{0,8}(this|context|\w{1,40})\s{0,8}\)/ nocase
    $use_entry = /\b(EntryPoint|GetTypes?|GetExportedTypes)\b/ nocase
  condition:
    ($load_direct or $load_reflected or $load_domain or $load_late) and any of ($bytes_*) and any of ($use_*)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule loader_decrypted_request {
  meta:
    id = "loader.decrypted-request"
    title = "Page with encrypted commands"
    description = "Request data goes through a symmetric cipher whose key stands in the page, and the outcome is loaded, called or evaluated."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1573.001,T1027"
    reference = "WEB-06"
    false_positives = "Single-sign-on receivers that decrypt a token: they do not call what they decrypt."
    next_steps = "Look for POST requests to this page with bodies of high entropy."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $decrypt = /\b(CreateDecryptor|TransformFinalBlock)\s{0,4}\(/ nocase
    $request = /\bRequest\s{0,8}[.(\[;,)]/ nocase
    $act_reflection = /\b(CreateInstance|GetMethod|InvokeMember|DynamicInvoke|CreateDelegate)\s{0,4}\(/ nocase
    $act_load = /\bAssembly\s{0,4}\.\s{0,4}Load\b/
    $act_eval = /\beval\s{0,4}\(/ nocase
    $act_process = /\bProcess(StartInfo)?\b/
  condition:
    $decrypt and $request and any of ($act_*)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule loader_disguised_names {
  meta:
    id = "loader.disguised-names"
    title = "Method calls by names in pieces"
    description = "Inline code takes type and method names out of lists of characters, decodes or reverses them, and calls what they name."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1027,T1620"
    reference = "WEB-05,WEB-06"
    false_positives = "None known."
    next_steps = "Read the names in the decoded view. | Look for requests to this page."
    sinks = "reflect"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $spelled = /\b(GetType|GetMethod|GetConstructor|InvokeMember|CreateInstance|Load)\s{0,4}\(\s{0,4}new\s{1,4}string\s{0,4}\(\s{0,4}new\s{0,4}(char)?\s{0,4}\[\s{0,4}\]\s{0,4}\{/ nocase
    $decoded = /\b(GetType|GetMethod|InvokeMember|CreateInstance)\s{0,4}\(\s{0,4}[\w.]{1,80}\s{0,4}\(\s{0,4}(Convert\.FromBase64String\s{0,4}\(\s{0,4})?["'][A-Za-z0-9+\/]{4,80}={0,2}["']\s{0,4}\)/
    $reversed = /\b(GetType|GetMethod|InvokeMember|CreateInstance)\s{0,4}\([^;\n]{0,80}\b(Reverse|StrReverse)\s{0,4}\(/
    $joined = /\b(GetType|GetMethod|InvokeMember|CreateInstance)\s{0,4}\(\s{0,4}["'][^"'\n]{1,20}["']\s{0,4}[+&]\s{0,4}["']/
    $plain = /\b(GetType|GetMethod|InvokeMember|CreateInstance)\s{0,4}\(\s{0,4}([\w.]{1,80}\s{0,4}\.\s{0,4})?(GetType|Type\.GetType)\s{0,4}\(\s{0,4}["'][A-Za-z0-9+\/]{4,80}={0,2}["']\s{0,4}\)/
    $call = /\.\s{0,4}(Dynamic)?Invoke(Member)?\s{0,4}\(|\bCreateInstance\s{0,4}\(/
    $request = /\bRequest\s{0,8}[.(\[;,)]/ nocase
  condition:
    $call and $request and ($spelled or #decoded > #plain or $reversed or $joined)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule loader_embedded_assembly {
  meta:
    id = "loader.embedded-assembly"
    title = "Page with an executable as text"
    description = "The text of a page holds a Windows executable, encoded as base64 or as a list of bytes."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1027.009"
    reference = "WEB-06,WEB-11"
    false_positives = "Download pages that embed a tool."
    next_steps = "Decode and analyse the executable."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $base64 = /["'>]\s{0,4}TV(qQAA|pQAA|oAAA|pBUl|rQAA)[A-Za-z0-9+\/]{80}/
    $decimal = /\{\s{0,8}77\s{0,4},\s{0,4}90\s{0,4},\s{0,4}144\s{0,4},\s{0,4}0\s{0,4},/
    $hexadecimal = /\{\s{0,8}0x4d\s{0,4},\s{0,4}0x5a\s{0,4},\s{0,4}0x90\s{0,4},\s{0,4}0x00\s{0,4},/ nocase
    $gzip = /["']H4sIA{2,6}[A-Za-z0-9+\/]{200}/
    $inflate = /\b(GZipStream|DeflateStream)\b/
    $load = /\bAssembly\s{0,8}\.\s{0,8}Load\b|\bGetMethod\s{0,8}\(\s{0,8}["']Load["']/ nocase
  condition:
    ($base64 or $decimal or $hexadecimal or ($gzip and $inflate and $load))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule loader_native_code {
  meta:
    id = "loader.native-code"
    title = "Machine code in the memory of a page"
    description = "Inline code imports the functions that allocate executable memory, or turns a pointer into a delegate."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1055,T1106"
    reference = "WEB-07"
    false_positives = "None known."
    next_steps = "Extract the machine code. | Look for network connections of the worker process."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $import = /\b(DllImport(Attribute)?\s{0,4}\(|Declare\s{1,8}(Auto\s{1,8}|Ansi\s{1,8}|Unicode\s{1,8})?(Function|Sub)\b)/ nocase
    $allocate = /\b(Nt|Zw)?(VirtualAlloc(Ex)?|AllocateVirtualMemory|VirtualProtect(Ex)?|ProtectVirtualMemory|HeapCreate)\b/ nocase
    $run = /\b(CreateThread|CreateRemoteThread|QueueUserAPC|NtCreateThreadEx|RtlCreateUserThread)\b/ nocase
    $pointer = /\bGetDelegateForFunctionPointer\b/ nocase
    $copy = /\bMarshal\s{0,4}\.\s{0,4}(Copy|WriteByte|WriteIntPtr|WriteInt64|WriteInt32)\b/ nocase
    $mapped = /\bMemoryMappedFile\b/
  condition:
    (($import and $allocate) or ($allocate and $run) or ($pointer and ($copy or $allocate or $mapped or $import)))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule loader_import_in_page {
  meta:
    id = "loader.import-in-page"
    title = "Native imports for processes or identities in a page"
    description = "Inline code declares functions of Windows that create processes, tokens or services."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1106,T1134"
    reference = "WEB-07"
    false_positives = "Impersonation code (LogonUser alone) in old intranet pages is left out on purpose."
    next_steps = "Read what the page does with them. | Look for processes of the worker process."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $import = /\b(DllImport(Attribute)?\s{0,4}\(|Declare\s{1,8}(Auto\s{1,8}|Ansi\s{1,8}|Unicode\s{1,8})?(Function|Sub)\b)/ nocase
    $process = /\b(CreateProcess(AsUser|WithLogonW|WithTokenW)?[AW]?|WinExec|ShellExecute(Ex)?[AW]?|system)\s{0,4}\(/
    $token = /\b(DuplicateTokenEx|OpenProcessToken|AdjustTokenPrivileges|ImpersonateNamedPipeClient|SetThreadToken)\b/
    $service = /\b(CreateService|OpenSCManager|StartService)[AW]?\s{0,4}\(/
    $dump = /\b(MiniDumpWriteDump|ReadProcessMemory|WriteProcessMemory|LsaEnumerateLogonSessions)\b/
  condition:
    $import and ($process or $token or $service or $dump)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule loader_registers_route {
  meta:
    id = "loader.registers-route"
    title = "Listener, route or filter installed by a page"
    description = "Inline code registers a virtual path, listener, route, filter or module at run time: requests reach it after the page is gone."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1505.004"
    reference = "WEB-06,NET-06"
    false_positives = "Global.asax files that register their application's routes are left out; pages do not."
    next_steps = "Recycle the application pool after taking a memory image. | Look for answers with 200 from addresses that have no file."
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $provider = /\bRegisterVirtualPathProvider\b/ nocase
    $provider_class = /\bclass\s{1,8}\w{1,60}\s{0,4}:\s{0,4}[\w.]{0,40}VirtualPathProvider\b/ nocase
    $provider_vb = /\bInherits\s{1,8}[\w.]{0,40}VirtualPathProvider\b/ nocase
    $listener = /\bHttpListener\s{0,4}\(/ nocase
    $listener_use = /\.\s{0,4}Prefixes\s{0,4}\.\s{0,4}Add\s{0,4}\(/ nocase
    $filter = /\bGlobalFilters\s{0,4}\.\s{0,4}Filters\s{0,4}\.\s{0,4}Add\s{0,4}\(/ nocase
    $route = /\bRouteTable\s{0,4}\.\s{0,4}Routes\b[^;]{0,40}\.\s{0,4}(Add|Insert)\s{0,4}\(/ nocase
    $map = /\bRouteTable\s{0,4}\.\s{0,4}Routes\b[^;]{0,40}\.\s{0,4}Map(Page)?Route\s{0,4}\([^;]{0,200}\bRequest\b/ nocase
    $module = /\bDynamicModuleUtility\b|\bRegisterModule\s{0,4}\(/ nocase
    $application = /<%\s{0,8}@\s{0,8}application\b/ nocase
  condition:
    uint16(0) != 0x5a4d
    and not $application
    and ($provider or $provider_class or $provider_vb or ($listener and $listener_use) or $filter or $route or $map or $module)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}
