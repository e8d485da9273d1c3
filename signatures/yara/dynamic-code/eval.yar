/*
 * Pages that evaluate text as code. Exchange and IIS ship no page in JScript, and none that evaluates what a request
 * sends. Data binding (<%# Eval("Name") %>) is not evaluation: its argument is a quoted name.
 */

rule dynamic_code_eval_of_request {
  meta:
    id = "dynamic-code.eval-of-request"
    title = "Page with evaluation of request data"
    description = "A value of the request is the argument of an evaluating statement: the one-line shell that China Chopper and AntSword talk to."
    severity = "critical"
    confidence = "confirmed"
    attack = "T1505.003,T1059"
    reference = "WEB-05"
    false_positives = "None known."
    next_steps = "Look for POST requests to this page and what followed them. | Search the server for pages with the same parameter name."
    where = "server-code"
    version = "1.3"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase private
    $eval = /\beval(_r)?\s{0,20}[( ]\s{0,20}\(?\s{0,8}([a-z_.]{1,40}\.)?request\s{0,8}[.(\[]/ nocase
    // `expression.Execute(text)` and `connection.Execute(statement)` run no code.
    $execute = /([^.\w]execute(global)?|\bexecutestatement)[ \t]{0,20}[( ][ \t]{0,20}\(?[ \t]{0,8}([a-z_.]{1,40}\.)?request\s{0,8}[.(\[]/ nocase
    $wrapped = /(\beval|[^.\w]execute(global)?)[ \t]{0,8}\(?[ \t]{0,8}[a-z_][\w.]{0,60}[ \t]{0,4}\([ \t]{0,4}([a-z_.]{1,40}\.)?request\s{0,8}[.(\[]/ nocase
    $session = /(\beval|[^.\w]execute(global)?)[ \t]{0,8}[( ][ \t]{0,8}(session|application)[ \t]{0,4}\(/ nocase
    // Data binding looks up what a member of that name has.
    $bound = /<%#:?\s{0,8}Eval\s{0,4}\(\s{0,8}Request\s{0,8}[.(\[]/
  condition:
    (($eval and #eval > #bound) or $execute or $wrapped or $session)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|master|cshtml|vbhtml|aspq|inc)$/i)
}

rule dynamic_code_jscript_eval {
  meta:
    id = "dynamic-code.jscript-eval"
    title = "JScript page with evaluation"
    description = "A page, handler or service written in JScript that calls the evaluator, directly or through a variable that holds it."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1059.007"
    reference = "WEB-05"
    false_positives = "None known: neither Exchange nor IIS ships pages in JScript."
    next_steps = "Read what is evaluated and where it comes from. | Look for requests to this page."
    sinks = "evaluate"
    version = "1.2"
  strings:
    $directive = /<\s?%\s{0,20}@[^%>]{0,200}\blanguage\s{0,10}=[^\w%>]{0,8}(jscript|js|javascript|java)\b/ nocase
    $block = /<script\b[^>]{0,120}\brunat\b[^>]{0,120}\blanguage\s{0,10}=[^\w>]{0,8}(jscript|js|javascript)\b/ nocase
    $block_reversed = /<script\b[^>]{0,120}\blanguage\s{0,10}=[^\w>]{0,8}(jscript|js|javascript)\b[^>]{0,120}\brunat\b/ nocase
    $eval_call = /\beval\s{0,20}\(/ nocase
    $two_arguments = /\beval\s{0,20}\(\s{0,8}\w{1,40}\s{0,8},\s{0,8}\w{1,40}\s{0,8}\)/
    $eval_value = /[=:,\[(]\s{0,8}eval\s{0,8}[,;})\]]/
    $eval_returned = /\breturn\s{1,8}eval\b/
    $eval_member = /\[\s{0,8}["']eval["']/
    $evaluator = "Microsoft.JScript.Eval" nocase
    $constructor = /\bnew\s{1,8}Function\s{0,8}\(/
    $request = /\bRequest\s{0,8}[.(\[]/ nocase
    // How JSON was read before there was a parser for it.
    $json = /\beval\s{0,20}\(\s{0,8}["']\(["']\s{0,8}\+/ nocase
  condition:
    ($directive or $block or $block_reversed) and ($eval_call or $eval_value or $eval_returned or $eval_member or $evaluator or $constructor)
    // Classic ASP has evaluated JSON since there was no other way: there, data is followed through the code.
    and ($two_arguments or (filesize < 2KB and $request and not ($json and #eval_call == #json)) or not extension matches /^\.?(asp|asa|inc|cer|cdx)$/i)
}

rule dynamic_code_jscript_page {
  meta:
    id = "dynamic-code.jscript-page"
    title = "Page, handler or service in JScript"
    description = "A server-side directive that asks for JScript, the language of most one-line shells; Exchange ships none. What the page does is followed through its code."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003"
    reference = "WEB-05"
    false_positives = "Old third-party pages written in JScript."
    next_steps = "Read the page. | Ask who put it there."
    version = "1.1"
  strings:
    $directive = /<\s?%\s{0,20}@\s{0,8}(page|control|master|webhandler|webservice|servicehost|application)\b[^%>]{0,200}\blanguage\s{0,10}=[^\w%>]{0,8}(jscript|js|javascript|java)\b/ nocase
  condition:
    $directive
}

rule dynamic_code_eval_unsafe {
  meta:
    id = "dynamic-code.eval-unsafe"
    title = "JScript evaluation with the right to do anything"
    description = "The evaluator is called with its second argument, which lifts the restrictions that JScript.NET puts on evaluated code. There is no use for it but to run foreign code."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1059.007"
    reference = "WEB-05"
    false_positives = "None known."
    next_steps = "Find where the evaluated text comes from."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase private
    $literal = /\beval\s{0,20}\([^;]{1,300},[^;\w]{0,24}unsafe\W/ nocase
    $page_variable = /\beval\s{0,20}\(\s{0,8}\w{1,40}\s{0,8},\s{0,8}\w{1,40}\s{0,8}\)/
  condition:
    ($literal or ($page_variable and extension matches /^\.?(as[hmpc]x|asax|soap|svc)$/i))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|master|cshtml|vbhtml|aspq|inc)$/i)
}

rule dynamic_code_script_control {
  meta:
    id = "dynamic-code.script-control"
    title = "Script control with text of the page"
    description = "The script control of Windows is created in a page and given code to run."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059.005"
    reference = "WEB-05"
    false_positives = "Old reporting pages that let users enter formulas."
    next_steps = "Find where the code comes from."
    where = "server-code"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase private
    $object = /\bScriptControl\b/ nocase
    $class_id = "0E59F1D5-1FBE-11D0-8FF2-00A0D10038BC" nocase
    $run = /\.\s{0,4}(AddCode|ExecuteStatement|Eval)\b/ nocase
    $shared = /\.\s{0,4}AddObject\s{0,4}\(?\s{0,4}\W{0,4}(request|response|server|session)\b/ nocase
    $fed = /\.\s{0,4}(AddCode|ExecuteStatement|Eval)\s{0,4}\(?\s{0,4}[^\n]{0,40}\brequest\b/ nocase
    $object_call = /CreateObject\s{0,8}\(/ nocase
    $object_tag = /<object\b[^>]{0,200}\brunat\b/ nocase
  condition:
    $run and ($object or $class_id) and ($object_call or $object_tag) and ($shared or $fed)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|master|cshtml|vbhtml|aspq|inc)$/i)
}
