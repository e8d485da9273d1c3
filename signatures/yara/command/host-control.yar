/*
 * Pages that use what builds software or configures the server to do an intruder's work.
 */

rule command_build_project {
  meta:
    id = "command.build-project"
    title = "Build of a project from the request"
    description = "The build engine runs tasks, programs and inline code of the project that it is given: none of them has to stand in the page."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1127.001"
    reference = "WEB-05"
    false_positives = "Pages of build servers, whose code stands in assemblies."
    next_steps = "Look for compilers and other programs among the children of the worker process."
    sinks = "build"
    version = "1.2"
  strings:
    $server = /<\s?%\s{0,8}@|<script\b[^>]{0,200}\brunat\b|@(using|functions|\{)/ nocase
    $engine = /\bMicrosoft\s{0,8}\.\s{0,8}Build\s{0,8}\.\s{0,8}(Evaluation|BuildEngine|Execution)\b/ nocase
    $build = /\.\s{0,8}(Build|BuildRequest|BuildProject|LoadXml)\s{0,8}\(/
    $request = /\bRequest\s{0,8}[.(\[]/
  condition:
    $engine and $build and $request and ($server or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
    and uint16(0) != 0x5a4d
}

rule command_server_configuration {
  meta:
    id = "command.server-configuration"
    title = "Change of the web server configuration by a page"
    description = "Inline code writes sections of the server's configuration with values of the request: modules, handlers and applications come in without a file of their own."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.004"
    reference = "IIS-01,WEB-07"
    false_positives = "Administration pages of hosting providers, whose code mostly stands in assemblies."
    next_steps = "Compare the configuration history of IIS with the requests to this page."
    version = "1.2"
  strings:
    $server = /<\s?%\s{0,8}@|<script\b[^>]{0,200}\brunat\b|@(using|functions|\{)/ nocase
    $manager = /\bnew\s{1,8}([\w.]{1,40}\s{0,8}\.\s{0,8}){0,3}ServerManager\s{0,8}\(/ nocase
    $commit = /\.\s{0,8}CommitChanges\s{0,8}\(/ nocase
    $part = /\.\s{0,8}(Add|AddAt|CreateElement|SetAttributeValue|SetMetadata)\s{0,8}\(|\bPhysicalPath\s{0,8}=[^=]|\]\s{0,8}=[^=]|\.\s{0,8}RawAttributes\b/
    $request = /\bRequest\s{0,8}[.(\[]/
  condition:
    $manager and $commit and $part and $request and ($server or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|cshtml|vbhtml)$/i)
    and uint16(0) != 0x5a4d
}
