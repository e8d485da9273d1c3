/*
 * The server sides of known frameworks, by how their parts fit together. The general rules (loader, tunnel) find their
 * descendants; these tell the reader which client to expect at the other end.
 */

rule framework_body_decryptor {
  meta:
    id = "framework.body-decryptor"
    title = "Server side of a framework that sends encrypted assemblies (Behinder and its kin)"
    description = "The whole body of the request is decrypted with a key of sixteen hexadecimal digits, loaded as an assembly, and a type of it is handed the page."
    severity = "critical"
    confidence = "confirmed"
    attack = "T1505.003,T1573.001,T1620"
    reference = "WEB-06,ACC-05"
    false_positives = "None known."
    next_steps = "Look for POST requests without a query to this page. | Search other files for the same key. | Requests that were recorded can be decrypted with it."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $key = /["'][0-9a-f]{16}["']/
    $body_read = /\bBinaryRead\s{0,4}\(/ nocase
    $body_stream = /\bInputStream\b/ nocase
    $decrypt = /\b(CreateDecryptor|TransformFinalBlock)\s{0,4}\(/ nocase
    $instance_page = /\bCreateInstance\s{0,4}\(\s{0,4}["']\w{1,3}["'][^;]{0,20}\)\s{0,4}\.\s{0,4}Equals\s{0,4}\(/ nocase
    $session_key = /\bSession\s{0,4}(\.\s{0,4}Add\s{0,4}\(\s{0,4}|\[\s{0,4})["']\w{1,2}["']/ nocase
    $load = /\bAssembly\s{0,4}\.\s{0,4}Load\s{0,4}\(/ nocase
  condition:
    $key and any of ($body_*) and 2 of ($decrypt, $instance_page, $session_key, $load)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
}

rule framework_form_decryptor {
  meta:
    id = "framework.form-decryptor"
    title = "Server side of a framework that keeps its payload in the session (Godzilla and its kin)"
    description = "A form field is decoded and decrypted; the first one is loaded as an assembly and kept, later ones are handed to it; the answer stands between the two halves of a hash."
    severity = "critical"
    confidence = "confirmed"
    attack = "T1505.003,T1573.001,T1620"
    reference = "WEB-06,ACC-05"
    false_positives = "None known."
    next_steps = "Look for POST requests to this page. | Search other files for the same key and field name. | Requests that were recorded can be decrypted with the key."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $key = /["'][0-9a-f]{16}["']/
    $payload = /\b(Session|Application|Cache)\s{0,4}[\[(]\s{0,4}["']\w{1,24}["']\s{0,4}[\])]\s{0,4}=[^=;][^;]{0,200}\b(Load|Assembly)\b/ nocase
    $payload_name = /\b(Session|Application|Cache)\s{0,4}[\[(]\s{0,4}["']payload["']/ nocase
    $halves = /\bSubstring\s{0,4}\(\s{0,4}(0\s{0,4},\s{0,4})?16\s{0,4}\)/
    $hash = /\b(MD5CryptoServiceProvider|MD5\s{0,4}\.\s{0,4}Create)\b/
    $decrypt = /\b(CreateDecryptor|TransformFinalBlock)\s{0,4}\(/ nocase
    $instance = /\bCreateInstance\s{0,4}\(\s{0,4}["']\w{1,4}["']/ nocase
    $stream = /\bMemoryStream\s{0,4}\(/
    $equals = /\.\s{0,4}Equals\s{0,4}\(\s{0,4}\w{1,30}\s{0,4}\)[^;]{0,4};/
  condition:
    ($payload or $payload_name) and 3 of ($key, $halves, $hash, $decrypt, $instance, $stream, $equals)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
}

rule framework_xor_loader {
  meta:
    id = "framework.xor-loader"
    title = "Page that decodes code with a repeating password (SharPyShell and its kin)"
    description = "Bytes of the request or of the page are combined with a repeating key and compiled or loaded."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1027,T1620"
    reference = "WEB-06"
    false_positives = "None known."
    next_steps = "Look for POST requests to this page. | The password stands in it."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $xor = /\^=?\s{0,4}\(?\s{0,4}(byte|\(byte\))?\s{0,4}\)?\s{0,4}\w{1,20}\s{0,4}\[\s{0,4}\w{1,20}\s{0,4}%\s{0,4}\w{1,20}/ nocase
    $load = /\bAssembly\s{0,4}\.\s{0,4}Load\s{0,4}\(|\bCompileAssemblyFromSource\b|\bCompiledAssembly\b/ nocase
    $request = /\bRequest\s{0,8}[.(\[]/ nocase
  condition:
    $xor and $load and $request
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
}

rule framework_header_tunnel {
  meta:
    id = "framework.header-tunnel"
    title = "Server side of a socket tunnel over HTTP (reGeorg, Neo-reGeorg, suo5 and their kin)"
    description = "Commands such as connect, read, forward and disconnect arrive in a header or parameter, the socket is kept in the session, and the state goes back in a header."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1572"
    reference = "WEB-06,ACC-04"
    false_positives = "None known."
    next_steps = "Look for long series of POST requests to this page and for connections of the worker process into the network."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $word_connect = /["']CONNECT["']/ nocase
    $word_disconnect = /["']DISCONNECT["']/ nocase
    $word_forward = /["']FORWARD["']/ nocase
    $word_read = /["']READ["']/ nocase
    $state_header = /["']X-(STATUS|ERROR|CMD|TARGET|PORT)["']/ nocase
    $alphabet = /["']ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\+\/["']/
    $translate = /\bStrTr\s{0,4}\(/ nocase
    $socket = /\b(Socket|TcpClient)\s{0,4}\(/
    $keep = /\b(Session|Application|Cache)\s{0,4}[\[(.]|\bDictionary\b|\bConcurrentDictionary\b|\bHashtable\b/
    $frame_keys = /["'](ac|dt|id|h|p|r)["']\s{0,4}[\],)]/
    $binary_frame = /\b(BitConverter\s{0,4}\.\s{0,4}(ToInt32|GetBytes)|ReadInt32|IPAddress\s{0,4}\.\s{0,4}(NetworkToHostOrder|HostToNetworkOrder))\b/
  condition:
    $socket and $keep
    and (2 of ($word_*) or ($state_header and any of ($word_*)) or ($alphabet and $translate) or (#frame_keys > 4 and $binary_frame))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
}

rule framework_panel {
  meta:
    id = "framework.panel"
    title = "All-purpose administration page of an intruder (ASPXSpy and its kin)"
    description = "One page that runs commands, manages files and the registry, talks to databases, scans ports and maps them."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1059.003,T1083,T1046"
    reference = "WEB-06,WEB-07"
    false_positives = "None known."
    next_steps = "Look for the login cookie in requests to this page. | Everything that it can do may have been done."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $area_process = /\b(ProcessStartInfo|Process\s{0,4}\.\s{0,4}(Start|GetProcesses))\b/ nocase
    $area_files = /\b(DirectoryInfo|GetDirectories|GetLogicalDrives|DriveInfo)\b/
    $area_registry = /\b(RegistryKey|OpenSubKey)\b/
    $area_database = /\b(SqlConnection|OleDbConnection|xp_cmdshell)\b/ nocase
    $area_network = /\b(TcpClient|TcpListener|System\.Net\.Sockets)\b/
    $area_directory = /\b(DirectoryEntry|ManagementObjectSearcher|ServiceController)\b/
    $area_time = /\bSetLastWriteTime(Utc)?\b/
    $gate = /\b(Cookies|Session)\b/
  condition:
    $gate and 5 of ($area_*)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
}
