/*
 * Assemblies that ASP.NET compiled from pages (App_Web_*), and managed modules. The page may be gone, its assembly in
 * Temporary ASP.NET Files stays. Names of types and members are plain text in an assembly, its literals are UTF-16.
 * Every rule asks for `MZ` first, so that other files are spared the two modules.
 */

import "pe"
import "dotnet"

private rule compiled_page {
  strings:
    $namespace = "\x00ASP\x00"
    $init = "FrameworkInitialize"
    $tree = "__BuildControlTree"
    $hash = "GetTypeHashCode"
    $handler = "ProcessRequest"
    $app_web = "App_Web_"
  condition:
    uint16(0) == 0x5a4d and filesize < 512KB and dotnet.is_dotnet
    and (2 of ($init, $tree, $hash) or ($app_web and $handler) or ($namespace and any of ($init, $tree, $handler)))
}

rule compiled_page_evaluates {
  meta:
    id = "compiled.page-evaluates"
    title = "Compiled page with evaluation or compilation of code"
    description = "An assembly that ASP.NET made from a page uses the evaluator of JScript or a compiler. Exchange has no such page."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003"
    reference = "WEB-13,WEB-05"
    false_positives = "Old third-party pages in JScript."
    next_steps = "Read the virtual path in the .compiled file beside it. | Its time is the first request. | Look for the page and its requests."
    version = "1.0"
  strings:
    $jscript = "Microsoft.JScript"
    $evaluate = "JScriptEvaluate"
    $vsa = "VsaEngine"
    $provider = "CSharpCodeProvider"
    $compile = "CompileAssemblyFromSource"
  condition:
    compiled_page and ($jscript or $evaluate or $vsa or ($provider and $compile))
}

rule compiled_page_loads {
  meta:
    id = "compiled.page-loads"
    title = "Compiled page with a loader of assemblies from requests"
    description = "An assembly that ASP.NET made from a page reads request data, decodes it and loads it as an assembly."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1620"
    reference = "WEB-13,WEB-06"
    false_positives = "None known."
    next_steps = "Read the virtual path in the .compiled file beside it. | Its time is the first request. | Look for the page and its requests."
    version = "1.0"
  strings:
    $assembly = "\x00Assembly\x00"
    $load = "\x00Load\x00"
    $load_name = "Load" wide fullword
    $decrypt_1 = "TransformFinalBlock"
    $decrypt_2 = "FromBase64String"
    $decrypt_3 = "CreateDecryptor"
    $request_1 = "BinaryRead"
    $request_2 = "get_InputStream"
    $request_3 = "get_Request"
    $instance = "CreateInstance"
  condition:
    compiled_page and $assembly and any of ($load, $load_name) and any of ($decrypt_*) and any of ($request_*) and $instance
}

rule compiled_page_starts_process {
  meta:
    id = "compiled.page-starts-process"
    title = "Compiled page with process start"
    description = "An assembly that ASP.NET made from a page starts processes."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1059.003"
    reference = "WEB-13,WEB-07"
    false_positives = "Administrators' own pages."
    next_steps = "Read the virtual path in the .compiled file beside it. | Look for the page and its requests."
    version = "1.0"
  strings:
    $info = "ProcessStartInfo"
    $process = "\x00Process\x00"
    $start = "\x00Start\x00"
    $output = "set_RedirectStandardOutput"
    $shell_1 = "cmd.exe" wide nocase
    $shell_2 = "powershell" wide nocase
    $shell_3 = "/c " wide nocase
    $wmi = "Win32_Process" wide nocase
  condition:
    compiled_page and (($info and ($output or any of ($shell_*))) or ($process and $start and any of ($shell_*)) or $wmi)
}

rule compiled_page_relays {
  meta:
    id = "compiled.page-relays"
    title = "Compiled page with network connections for its visitor"
    description = "An assembly that ASP.NET made from a page uses sockets and reads and writes raw bodies."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1572"
    reference = "WEB-13,ACC-04"
    false_positives = "None known on Exchange servers."
    next_steps = "Read the virtual path in the .compiled file beside it. | Look for the page and its requests."
    version = "1.0"
  strings:
    $sockets = "System.Net.Sockets"
    $read_1 = "get_InputStream"
    $read_2 = "BinaryRead"
    $write_1 = "BinaryWrite"
    $write_2 = "get_OutputStream"
  condition:
    compiled_page and $sockets and any of ($read_*) and any of ($write_*)
}

rule compiled_module_executes {
  meta:
    id = "compiled.module-executes"
    title = "Managed module or handler that runs what requests bring"
    description = "An assembly that implements a module or handler of ASP.NET reads requests and loads assemblies, evaluates code or starts programs."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.004,T1505.003"
    reference = "IIS-02,NET-01"
    false_positives = "Web frameworks whose one assembly holds a great deal; check the publisher."
    next_steps = "Look where the module is registered (web.config, applicationHost.config, GAC) and since when."
    version = "1.0"
  strings:
    $module = "IHttpModule"
    $handler = "IHttpHandler"
    $event_1 = "add_BeginRequest"
    $event_2 = "add_EndRequest"
    $event_3 = "add_AuthenticateRequest"
    $event_4 = "add_PreSendRequestHeaders"
    $event_5 = "add_PostAuthenticateRequest"
    $request_1 = "get_Headers"
    $request_2 = "get_Cookies"
    $request_3 = "get_Form"
    $request_4 = "get_InputStream"
    $request_5 = "BinaryRead"
    $request_6 = "get_QueryString"
    $load_1 = "\x00Load\x00"
    $load_2 = "\x00Assembly\x00"
    $decrypt = "TransformFinalBlock"
    $instance = "CreateInstance"
    $process = "ProcessStartInfo"
    $shell_1 = "cmd.exe" wide nocase
    $shell_2 = "powershell" wide nocase
    $shell_3 = "/c " wide nocase
  condition:
    uint16(0) == 0x5a4d and filesize < 256KB and ($module or $handler) and dotnet.is_dotnet
    and ($handler or any of ($event_*)) and any of ($request_*)
    and ((all of ($load_*) and $decrypt and $instance) or ($process and any of ($shell_*)))
}

rule compiled_virtual_path_implant {
  meta:
    id = "compiled.virtual-path-implant"
    title = "Assembly that answers addresses without a file and switches inspection off"
    description = "An assembly registers a virtual path provider or listener and carries what in-memory implants carry: patches of the script scanner or event log, loading from memory, or a relay."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1620,T1685"
    reference = "NET-06,NET-01"
    false_positives = "None known."
    next_steps = "Look for answers with 200 from addresses that have no file. | Take a memory image of the worker process."
    version = "1.0"
  strings:
    $virtual_1 = "RegisterVirtualPathProvider"
    $virtual_2 = "VirtualPathProvider"
    $listener_1 = "HttpListener"
    $amsi = "AmsiScanBuffer" ascii wide
    $etw = "EtwEventWrite" ascii wide
    $protect = "VirtualProtect" ascii wide
    $load = "\x00Load\x00"
    $decrypt = "TransformFinalBlock"
    $sockets = "System.Net.Sockets"
    $compiled_name = "App_Web_"
  condition:
    uint16(0) == 0x5a4d and filesize < 2MB and ($amsi or $etw or $decrypt) and dotnet.is_dotnet
    and ((any of ($virtual_*) and ($amsi or $etw or ($decrypt and ($load or $sockets)))) or ($listener_1 and $protect and ($amsi or $etw))
      or (($amsi or $etw) and $protect and $compiled_name))
}

rule compiled_transport_agent {
  meta:
    id = "compiled.transport-agent"
    title = "Transport agent that starts programs, loads code or talks to other hosts"
    description = "An assembly with the factory of a transport agent, and abilities that mail processing does not need."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.002"
    reference = "EXC-01"
    false_positives = "Anti-spam and archiving products that call a program or a service; check the publisher."
    next_steps = "Look in agents.config for its name and since when. | Examine mail that passed it."
    version = "1.0"
  strings:
    $factory_1 = "SmtpReceiveAgentFactory"
    $factory_2 = "RoutingAgentFactory"
    $factory_3 = "DeliveryAgentFactory"
    $process = "ProcessStartInfo"
    $process_short = "\x00Process\x00"
    $load = "\x00Load\x00"
    $decode = "FromBase64String"
    $decrypt = "TransformFinalBlock"
    $shell_1 = "cmd.exe" wide nocase
    $shell_2 = "powershell" wide nocase
    $import = "VirtualAlloc"
  condition:
    uint16(0) == 0x5a4d and filesize < 4MB and ($factory_1 or $factory_2 or $factory_3) and dotnet.is_dotnet
    and (($process or $process_short) and (any of ($shell_*) or $decode) or ($load and any of ($decode, $decrypt)) or $import)
}

rule compiled_native_module {
  meta:
    id = "compiled.native-module"
    title = "Native IIS module that starts programs or hides answers"
    description = "A library that IIS loads as a native module and that creates processes, or holds the command interpreter, impersonation or web addresses for search engines."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.004"
    reference = "IIS-01"
    false_positives = "Application servers that start their own host processes (CGI, FastCGI, Node, ASP.NET Core); check the publisher."
    next_steps = "Look in applicationHost.config where it is registered and since when. | Compare its publisher with the product's."
    version = "1.0"
  strings:
    $shell_1 = "cmd.exe" ascii wide nocase
    $shell_2 = "powershell" ascii wide nocase
    $shell_3 = "/c " ascii wide
    $pipe = "CreatePipe"
    $engine_1 = "baiduspider" ascii wide nocase
    $engine_2 = "googlebot" ascii wide nocase
    $engine_3 = "sogou" ascii wide nocase
    $fetch = /(InternetOpen|WinHttpOpen|URLDownloadToFile)/
    $relay_1 = "WSAStartup"
    $shellcode = "VirtualAlloc"
    $thread = "CreateThread"
  condition:
    uint16(0) == 0x5a4d and pe.exports("RegisterModule")
    and (
      ((pe.imports("kernel32.dll", "CreateProcessA") or pe.imports("kernel32.dll", "CreateProcessW") or pe.imports("kernel32.dll", "WinExec")) and ($pipe or any of ($shell_*)))
      or (any of ($engine_*) and $fetch)
      or ($shell_1 and $pipe)
      or (pe.imports("kernel32.dll", "VirtualAlloc") and pe.imports("kernel32.dll", "CreateThread") and $shellcode and $thread and $relay_1)
    )
}
