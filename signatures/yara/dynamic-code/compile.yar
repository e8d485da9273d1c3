/*
 * Pages that compile, transform or deserialise what they are sent. Applications do such things in their assemblies;
 * a page with inline code does them when its author could not ship an assembly.
 */

private rule dynamic_code_takes_input {
  strings:
    $request = /\bRequest\s{0,8}[.(\[;,)]/ nocase
    $message = /\b(OperationContract|WebMethod|MessageProperties)\b/ nocase
    $server = /\brunat\s{0,4}=/ nocase
    $posted = /\bOn(Click|Command|Load)\s{0,4}=/ nocase
    $text = /\.\s{0,4}(Text|Value|PostedFile|FileBytes|FileContent)\b/
  condition:
    $request or $message or ($server and $posted) or $text
}

rule dynamic_code_compiler_in_page {
  meta:
    id = "dynamic-code.compiler-in-page"
    title = "Page with compilation at run time"
    description = "Inline code of a page calls a compiler and takes input from the request."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1027.004"
    reference = "WEB-05,WEB-06"
    false_positives = "Developer tools such as expression testers."
    next_steps = "Read what is compiled. | Look in the temporary folder of the application pool for source and assemblies that it left."
    sinks = "compile"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $provider = /\b(CSharp|VB|JScript)CodeProvider\b|\bCodeDomProvider\b/ nocase
    $compile = /\bCompileAssemblyFrom(Source|Dom|File)\b|\bICodeCompiler\b|\bCompilerParameters\b/ nocase
    $vsa = /\b(VsaEngine|JScriptEvaluate|IVsaEngine)\b/ nocase
    $roslyn = /\b(CSharpCompilation|CSharpScript|VisualBasicCompilation)\s{0,4}\./ nocase
    $command = /\b(csc|vbc|jsc)\.exe\b/ nocase
    $emit = /\b(DynamicMethod|ILGenerator|TypeBuilder)\b/
  condition:
    dynamic_code_takes_input
    and (($provider and $compile) or $vsa or $roslyn or $emit or ($command and $compile))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule dynamic_code_xslt_script {
  meta:
    id = "dynamic-code.xslt-script"
    title = "Transformation with script allowed"
    description = "Inline code loads a style sheet that it was sent, or one with script, and transforms with it: code runs though no evaluator is named."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1220"
    reference = "WEB-05"
    false_positives = "Pages that show XML with a fixed style sheet of their own, and allow script in it."
    next_steps = "Find where the style sheet comes from."
    sinks = "transform"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $transform = /\bXsl(Compiled)?Transform\b/ nocase
    $script_settings = /\bXsltSettings\s{0,4}(\.\s{0,4}TrustedXslt|\(\s{0,4}\w{1,8}\s{0,4},\s{0,4}true)|\bEnableScript\s{0,4}=\s{0,4}true/ nocase
    $script_element = /<msxsl:script\b|urn:schemas-microsoft-com:xslt/ nocase
    $load_request = /\bLoad(Xml)?\s{0,8}\(\s{0,8}[^;]{0,80}\bRequest\s{0,8}[.(\[]/ nocase
  condition:
    $transform
    and ($script_settings or $script_element or $load_request)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule dynamic_code_deserialise_request {
  meta:
    id = "dynamic-code.deserialise-request"
    title = "Page with deserialisation of request data"
    description = "Inline code hands request data to a formatter that builds whatever objects the data names."
    severity = "low"
    confidence = "strong"
    attack = "T1505.003,T1059"
    reference = "WEB-05,NET-03"
    false_positives = "Pages of a developer's own that exchange serialised objects with a program."
    next_steps = "Look for requests with long base64 or binary bodies to this page."
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $formatter = /\bnew\s{1,8}[\w.]{0,60}(Los|ObjectState|Binary|Soap)Formatter\s{0,4}\(/ nocase
    $contract = /\bnew\s{1,8}[\w.]{0,60}NetDataContractSerializer\s{0,4}\(/ nocase
    $provider = /\bObjectDataProvider\b/
    $typed_json = /\bSimpleTypeResolver\b|\bTypeNameHandling\s{0,4}\.\s{0,4}(All|Auto|Objects)\b/
    $deserialise = /\.\s{0,4}(Deserialize(Object)?|ReadObject|UnsafeDeserialize)\s{0,4}[(<]/ nocase
    $request = /\bRequest\s{0,8}[.(\[;,)]/ nocase
    $xml_type = /\bnew\s{1,8}[\w.]{0,40}XmlSerializer\s{0,4}\(\s{0,4}[\w.]{0,20}GetType\s{0,4}\(\s{0,4}[\w.]{0,40}Request/ nocase
  condition:
    $request
    and (($deserialise and ($formatter or $contract or $provider or $typed_json)) or $xml_type)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule dynamic_code_xaml_of_request {
  meta:
    id = "dynamic-code.xaml-of-request"
    title = "Objects built from markup of the request"
    description = "XAML, a workflow or the markup of a page creates any object and calls any method: reading it from a request is running foreign code."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003"
    reference = "WEB-05"
    false_positives = "None known on Exchange servers."
    next_steps = "Look for requests to this page."
    sinks = "xaml"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $reader = /\b(XamlReader|XamlServices|ActivityXamlServices|WorkflowDesigner)\s{0,4}\.\s{0,4}(Parse|Load)\s{0,4}\(/ nocase
    $designer = /\bWorkflowDesigner\s{0,4}\(/
    $workflow = /\bXamlWorkflow\b|\bWorkflowInvoker\b/
    $control = /\bParse(Control|Template)\s{0,4}\(\s{0,8}[^;\n]{0,60}\bRequest\s{0,4}[.(\[]/ nocase
  condition:
    dynamic_code_takes_input and ($reader or $designer or $workflow or $control)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule dynamic_code_powershell_in_page {
  meta:
    id = "dynamic-code.powershell-in-page"
    title = "PowerShell within a page"
    description = "Inline code opens a PowerShell runspace and adds script to it, without starting powershell.exe."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059.001"
    reference = "WEB-05,WEB-07"
    false_positives = "Self-service pages that administrators wrote."
    next_steps = "Look for the Windows PowerShell event log of the worker process and for requests to this page."
    sinks = "powershell"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $runspace = /\bRunspaceFactory\s{0,4}\.\s{0,4}Create/ nocase
    $create = /\bPowerShell\s{0,4}\.\s{0,4}Create\s{0,4}\(/ nocase
    $invoke = /\bRunspaceInvoke\b/ nocase
    $add = /\.\s{0,4}(AddScript|Commands\s{0,4}\.\s{0,4}Add(Script)?|CreatePipeline|Invoke)\s{0,4}\(/ nocase
  condition:
    $add and ($runspace or $create or $invoke)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule dynamic_code_named_by_request {
  meta:
    id = "dynamic-code.named-by-request"
    title = "Page with types or methods named by the request"
    description = "Reflection over names out of the request lets the sender call anything."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003"
    reference = "WEB-05,WEB-08"
    false_positives = "Dispatchers that look a name up in a list first."
    next_steps = "Look for requests to this page and the type names in their parameters."
    where = "server-code"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $type = /\bGetType\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}[.(\[]/ nocase
    $method = /\bGet(Method|Constructor|Property)\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}[.(\[]/ nocase
    $instance = /\bCreateInstance\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}[.(\[]/ nocase
    $source = /<asp:ObjectDataSource\b[^>]{0,400}\b(Process|System\.Diagnostics|System\.IO\.File|System\.Reflection)\b/ nocase
    $tag = /<object\b[^>]{0,200}\bclass\s{0,4}=\s{0,4}["']?System\.(Diagnostics|Reflection|IO|Management|CodeDom|Web\.UI\.(Los|ObjectState)Formatter)/ nocase
  condition:
    ($type or $method or $instance or $source or $tag)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}
