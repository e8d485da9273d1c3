/*
 * Pages that use the parser of ASP.NET to look like something else, or to keep their code elsewhere.
 */

rule parser_compiler_options {
  meta:
    id = "parser.compiler-options"
    title = "Page with options for the compiler"
    description = "A directive hands the compiler options that add references, resources, unsafe code or another output."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1027.004"
    reference = "WEB-08"
    false_positives = "Rare developer pages."
    next_steps = "Read the options and every file that they name."
    version = "1.0"
  strings:
    $directive = /<%\s{0,8}@[^%>]{0,400}\bCompilerOptions\s{0,4}=\s{0,4}["'][^"'>]{0,200}[\/-](unsafe|r:|reference:|res(ource)?:|linkres|out:|t(arget)?:|recurse:|addmodule:|win32)/ nocase
    $at_file = /<%\s{0,8}@[^%>]{0,400}\bCompilerOptions\s{0,4}=\s{0,4}["'][^"'>]{0,200}@[^"'>]{1,100}\./ nocase
  condition:
    $directive or $at_file
}

rule parser_code_elsewhere {
  meta:
    id = "parser.code-elsewhere"
    title = "Page with code from a file of another kind"
    description = "A directive or include names an image, text, style sheet or log as the place of server-side code."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1036.008"
    reference = "WEB-08"
    false_positives = "Includes of plain text by old classic ASP pages."
    next_steps = "Examine the named file."
    version = "1.0"
  strings:
    $source = /<%\s{0,8}@\s{0,8}(page|control|assembly|webhandler|webservice|master|application|servicehost)\b[^%>]{0,300}\b(src|codefile|codebehind)\s{0,4}=\s{0,4}["'][^"'>]{1,200}\.(gif|jpe?g|png|bmp|ico|css|log|dat|tmp|bak|zip|html?)["']/ nocase
    $source_text = /<%\s{0,8}@\s{0,8}(page|control|assembly|webhandler|webservice)\b[^%>]{0,300}\bsrc\s{0,4}=\s{0,4}["'][^"'>]{1,200}\.txt["']/ nocase
    $include = /<!--\s{0,4}#include\s{1,4}(file|virtual)\s{0,4}=\s{0,4}["'][^"'>]{1,200}\.(gif|jpe?g|png|bmp|ico|log|dat|tmp|zip)["']/ nocase
  condition:
    $source or $source_text or $include
}

rule parser_shifted_encoding {
  meta:
    id = "parser.shifted-encoding"
    title = "Page in an encoding that hides its tags"
    description = "The directive asks for UTF-7 or a mainframe code page, or the tags stand there in UTF-7: a filter that looks for them sees nothing."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1027"
    reference = "WEB-08"
    false_positives = "None known on Exchange servers."
    next_steps = "Read the decoded view."
    version = "1.0"
  strings:
    $codepage = /<%\s{0,8}@[^%>]{0,300}\bcodepage\s{0,4}=\s{0,4}["']?(65000|37|037|500|870|875|1026|1047|114[0-9]|20273|20277|20297|20420|20424|20833|20871|21025|utf-7|IBM\d{3,5})\b/ nocase
    $utf7_tag = /\+ADwAJQ|\+ADw-(%|\+ACU-)\s{0,4}(@|eval|exec)/ nocase
    $utf7_letters = /<%[^%]{0,40}(\+A[A-Z][A-Za-z0-9+\/]{1,40}-){6}/
  condition:
    ($codepage or $utf7_tag or $utf7_letters) and extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|master|inc)$/i
}

rule parser_bytes_before_directive {
  meta:
    id = "parser.bytes-before-directive"
    title = "Page directive behind the head of another format"
    description = "A file that begins as an image, archive, document or program and holds a server-side directive or script."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1036.008"
    reference = "WEB-08,WEB-11"
    false_positives = "None known."
    next_steps = "Look for requests to this file. | Check whether a handler is mapped to its extension."
    version = "1.0"
  strings:
    $directive = /<\s?%\s{0,8}@\s{0,8}[a-z]/ nocase
    $script = /<script\b[^>]{0,80}\brunat\s{0,4}=\s{0,4}["']?server/ nocase
    $statement = /<%[=\s]{0,8}(eval|execute|executeglobal|response|request|server|dim|set|if|on error)\b/ nocase
  condition:
    ($directive or $script or $statement) and uint8(0) != 0x3c and (
      uint32be(0) == 0x47494638 or (uint32be(0) | 0x20202000) == 0x67696638 // GIF8, in either case
      or uint16be(0) == 0xffd8 or uint32be(0) == 0x89504e47 or uint32be(0) == 0x00000100
      or uint32be(0) == 0x52494646 or uint32be(0) == 0x25504446 or uint32be(0) == 0x504b0304
      or uint32be(0) == 0x52617221 or uint32be(0) == 0x377abcaf or uint32be(0) == 0xd0cf11e0
      or (uint16be(0) == 0x424d and uint32(6) == 0)
    )
}

rule parser_executable_config {
  meta:
    id = "parser.executable-config"
    title = "Configuration file that is a page"
    description = "A web.config maps its own extension to a script engine, or holds server-side code."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1505.004"
    reference = "WEB-08,IIS-05"
    false_positives = "None known."
    next_steps = "Look for requests to the configuration file itself. | It also changes what its folder executes."
    version = "1.0"
  strings:
    $root = /<configuration\b/ nocase
    $mapped = /<add\b[^>]{0,300}\bpath\s{0,4}=\s{0,4}["']\*?\.?(web\.)?config["'][^>]{0,300}(asp\.dll|PageHandlerFactory|SimpleHandlerFactory|aspnet_isapi|IsapiModule|CgiModule|scriptProcessor)/ nocase
    $provider = /<add\b[^>]{0,100}\bextension\s{0,4}=\s{0,4}["']\.config["'][^>]{0,200}BuildProvider/ nocase
    $code = /<%[@=\s]{0,8}[^>%]{0,80}(request|response|eval|execute|createobject|page\s{1,4}language)\b/ nocase
    $script = /<script\b[^>]{0,80}\brunat\b/ nocase
  condition:
    $root and ($mapped or $provider or $code or $script) and not extension matches /^\.?(js|html?|xml|aspx|cshtml|ascx|php|dll|txt|md)$/i
}

rule parser_cloaking {
  meta:
    id = "parser.cloaking"
    title = "Server-side code that serves search engines something else"
    description = "Code looks at the user agent or referrer for search engines, and answers with text fetched from elsewhere."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1608.006"
    reference = "WEB-08"
    false_positives = "Prerendering for search engines fetches from the site's own address."
    next_steps = "Find the address that the text comes from. | Look at answers to crawlers in the logs."
    version = "1.0"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $who = /\b(UserAgent|HTTP_USER_AGENT|UrlReferrer|HTTP_REFERER)\b/ nocase
    $engine = /(spider|googlebot|bingbot|yandex|baidu|sogou|soso|haosou|slurp)/ nocase
    $fetch = /\b(DownloadString|DownloadData|HttpWebRequest|WebRequest|XMLHTTP|WebClient|HttpClient)\b/ nocase
    $out = /\bResponse\s{0,4}\.\s{0,4}(Write|Redirect|Output)\b/ nocase
  condition:
    $server and $who and $engine and $fetch and $out and uint16(0) != 0x5a4d
}

rule parser_object_data_provider {
  meta:
    id = "parser.object-data-provider"
    title = "Data file that calls a method when it is read"
    description = "Markup, resource or configuration that builds a method call: a deserialisation payload kept in a file."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059"
    reference = "WEB-05,WEB-08"
    false_positives = "Test files of security tools."
    next_steps = "Find what reads the file."
    version = "1.0"
  strings:
    $provider = /\bObjectDataProvider\b/
    $method = /\bMethodName\b/
    $target = /\b(System\.Diagnostics|Process|ProcessStartInfo|XamlReader|Assembly)\b/
    $call = /\bcmd(\.exe)?\b|\bpowershell\b|\/c |ObjectInstance/ nocase
  condition:
    $provider and $method and $target and $call and uint16(0) != 0x5a4d
}

rule parser_xslt_script {
  meta:
    id = "parser.xslt-script"
    title = "Style sheet whose script runs programs or reads requests"
    description = "An XSL style sheet with a script block in it that starts processes, loads code or uses the web server's objects."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1220"
    reference = "WEB-05"
    false_positives = "None known."
    next_steps = "Find the page that loads the style sheet."
    version = "1.0"
  strings:
    $script = /<\w{1,20}:script\b[^>]{0,200}\blanguage\s{0,4}=/ nocase
    $namespace = "urn:schemas-microsoft-com:xslt" nocase
    $act = /\b(System\.Diagnostics|ProcessStartInfo|Process\.Start|HttpContext|WScript\.Shell|ActiveXObject|Assembly\.Load|System\.Reflection|Sockets)\b/ nocase
  condition:
    $script and $namespace and $act and uint16(0) != 0x5a4d
}

rule parser_workflow_starts_program {
  meta:
    id = "parser.workflow-starts-program"
    title = "Workflow or XAML file that acts on the system"
    description = "A workflow service or markup of objects calls methods of processes, files, assemblies or scripts by name. The server runs it like a page, and no line of it looks like code."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1059"
    reference = "WEB-08"
    false_positives = "Workflows of build servers, which lie in no web folder."
    next_steps = "Look for requests to this file. | Look for children of the worker process."
    version = "1.0"
  strings:
    $workflow = /http:\/\/schemas\.microsoft\.com\/(netfx\/\d{4}\/xaml\/activities|winfx\/2006\/xaml)/
    $space = /clr-namespace:\s{0,4}(System\.(Diagnostics|Reflection|IO|Management|CodeDom|Net\.Sockets)|Microsoft\.(CSharp|VisualBasic|Win32)|System\.Management\.Automation)\b/
    $call = /<([\w.]{1,40}:)?(InvokeMethod|InvokePowerShell|ObjectDataProvider|InvokeDelegate)\b/
    $factory = /\bx:FactoryMethod\s{0,4}=|\bMethodName\s{0,4}=\s{0,4}["'](Start|Load|LoadFrom|LoadFile|WriteAllText|WriteAllBytes|Invoke|CreateInstance)["']/
    $expression = /\b(ExpressionText|VisualBasicValue|VisualBasicReference|CSharpValue|CSharpReference)\b[^<]{0,400}\b(Process|Assembly|File|Shell|Activator|Registry)\s{0,4}\(?\.\s{0,4}\w{2,40}\s{0,4}\(/
  condition:
    $workflow and (($space and ($call or $factory)) or $expression)
    and extension matches /^\.?(xamlx|xaml|xoml|rules|svc)$/i
}
