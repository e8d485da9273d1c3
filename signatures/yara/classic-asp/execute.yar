/*
 * Classic ASP that runs text as code. Exchange uses no classic ASP, and IIS has no handler for it until somebody adds
 * one: each of these is out of place there, and rare in applications of that time.
 */

private rule classic_asp_page {
  strings:
    $tag = /<\s?%/
    $block = /<script\b[^>]{0,200}\brunat\b/ nocase
    $net = /<\s?%\s{0,8}@\s{0,8}(page|control|master|webhandler|webservice|servicehost|application|assembly|import)\b/ nocase
  condition:
    not $net and (
      (".asp.asa.cer.cdx.inc.htr.idc.stm.shtml" icontains extension and extension matches /^\.?(asp|asa|cer|cdx|inc|htr|idc|stm|shtml?)$/i)
      or (($tag or $block) and not extension matches /^\.?(js|html?|php|xml|css|dll|json|xslt?|cshtml|vbhtml|ascx|master)$/i)
    ) and uint16(0) != 0x5a4d
}

rule classic_asp_execute_statement {
  meta:
    id = "classic-asp.execute-statement"
    title = "Classic ASP page with evaluation of text"
    description = "An execute or eval statement whose words are taken apart, or put together out of a list of characters: code that was disguised."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1059.005,T1027"
    reference = "WEB-05"
    false_positives = "Old frameworks that emulate includes by executing files of their own."
    next_steps = "Find out what is executed. | Look for requests to this page."
    where = "server-code"
    version = "1.1"
  strings:
    $statement = /(<%|\n|:|\bthen|\belse)\s{0,20}(execute(global)?|eval(_r)?)(\s{1,10}|\s{0,10}\(\s{0,10})[a-z_]\w{0,40}\s{0,10}(\(|\)|:|\r|\n|%>|')/ nocase
    $assigned = /=\s{0,8}eval\s{0,8}\(\s{0,8}[a-z_]\w{0,40}\s{0,8}\)/ nocase
    $empty_concat = /[^.\w](execute(global)?|eval)\s{0,4}""\s{0,4}&/ nocase
    $literal_decoded = /[^.\w"'>](execute(global)?|eval)\s{0,8}\(?\s{0,8}["'][^"'\n]{0,60}\b(eval|execute|request)\b/ nocase
    $alphabet = /\bArray\s{0,4}\(\s{0,4}(["'][^"']{1,2}["']\s{0,2},\s{0,2}){16}/ nocase
    $function_object = /\bGetRef\s{0,4}\(\s{0,4}["'](execute|eval)/ nocase
  condition:
    classic_asp_page and ((($statement or $assigned) and $alphabet) or $empty_concat or $literal_decoded or $function_object)
}

rule classic_asp_execute_variable {
  meta:
    id = "classic-asp.execute-variable"
    title = "Classic ASP application with evaluation of text"
    description = "An execute or eval statement over a variable or a function's result. Whether the one reaches the other is followed through the code; where it cannot be followed, this is what is left to say."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003,T1059.005"
    reference = "WEB-05"
    false_positives = "Frameworks and content management systems that run templates and include files of their own."
    next_steps = "Find out what is executed."
    version = "1.0"
  strings:
    $statement = /(<%|\n|:|\bthen|\belse)\s{0,20}(execute(global)?|eval(_r)?)(\s{1,10}|\s{0,10}\(\s{0,10})[a-z_]\w{0,40}\s{0,10}(\(|\)|:|\r|\n|%>|')/ nocase
    $nested = /[^.\w](execute(global)?|eval)\s{0,8}\(?\s{0,8}(eval|unescape|replace|strreverse|join|mid|chr|chrw|decode\w{0,20}|un\w{1,20})\s{0,8}\(/ nocase
    $assigned = /=\s{0,8}eval\s{0,8}\(\s{0,8}[a-z_]\w{0,40}\s{0,8}\)/ nocase
    $decoded_literal = /[^.\w"'](execute(global)?|eval)(\s{1,8}|\s{0,8}\(\s{0,8})[a-z_]\w{0,40}\s{0,8}\(\s{0,8}["']/ nocase
  condition:
    classic_asp_page and any of them
}

rule classic_asp_encoded_script {
  meta:
    id = "classic-asp.encoded-script"
    title = "Classic ASP page with encoded script"
    description = "Script in Microsoft's script encoding, which hides the source from a reader and from most scanners. It is decoded, and what it does is judged by itself."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1027"
    reference = "WEB-05,WEB-08"
    false_positives = "Commercial classic ASP products."
    next_steps = "Read the decoded view."
    version = "1.0"
  strings:
    $marker = /#@~\^[A-Za-z0-9+\/]{4,6}={0,2}/
    $language = /\b(VBScript|JScript|JavaScript)\.Encode\b/ nocase
    $tag = /<%|<script\b[^>]{0,200}\brunat\b/ nocase
  condition:
    classic_asp_page and $tag and ($marker or $language)
}

rule classic_asp_fetch_and_run {
  meta:
    id = "classic-asp.fetch-and-run"
    title = "Classic ASP page with code from elsewhere"
    description = "Server-side script downloads text or a file and executes or stores it."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Pages that collect content from another site into their cache."
    next_steps = "Look for outgoing connections and for the stored files."
    where = "server-code"
    version = "1.1"
  strings:
    $client = /\b(Microsoft\.XMLHTTP|MSXML2\.(Server)?XMLHTTP|WinHttp\.WinHttpRequest)/ nocase
    $create = /\bCreateObject\b/ nocase
    $answer = /\.\s{0,4}response(Body|Text|Stream)\b/ nocase
    $execute = /[\s:>](execute(global)?|eval)\s{0,8}[( ][^\n]{0,60}\.\s{0,4}response(Body|Text)\b/ nocase
    $save = /\.\s{0,4}(SaveToFile|CreateTextFile)\b[^\n]{0,120}(\brequest\s{0,4}[.(]|\.(asp|asa|aspx|ashx|exe|dll|vbs|bat|cmd|ps1)["'])/ nocase
  condition:
    classic_asp_page and $client and $create and $answer and ($execute or ($save and filesize < 6KB))
}

rule classic_asp_split_object_name {
  meta:
    id = "classic-asp.split-object-name"
    title = "Classic ASP page with a hidden object name"
    description = "The name of a created object is put together from pieces, or stands there as a bare class id."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1027"
    reference = "WEB-05,WEB-07"
    false_positives = "Old components that choose between versions of an object."
    next_steps = "Read which object it is. | Look for requests to this page."
    version = "1.0"
  strings:
    $pieces = /CreateObject\s{0,4}\(?\s{0,4}["'][^"'\n]{1,24}["']\s{0,4}&\s{0,4}["'][^"'\n]{1,24}["']/ nocase
    $constant = /=\s{0,4}["'][^"'\n]{0,12}["']\s{0,4}&\s{0,4}["'][^"'\n]{0,12}["'](\s{0,4}&\s{0,4}["'][^"'\n]{0,12}["']){1,12}\s{0,8}(\r|\n|:)/
    $class_id = /<object\b[^>]{0,120}\brunat\b[^>]{0,160}clsid:\s{0,2}(72C24DD5|F935DC22|13709620|0D43FE01|00000566|093FF999)/ nocase
    $class_id_reversed = /clsid:\s{0,2}(72C24DD5|F935DC22|13709620|0D43FE01|00000566|093FF999)[^>]{0,160}\brunat\b/ nocase
    $create = /CreateObject\s{0,4}\(/ nocase
  condition:
    classic_asp_page and ($pieces or $class_id or $class_id_reversed or ($create and #constant > 2))
}
