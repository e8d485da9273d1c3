/*
 * What stands in a web folder of a program that lies elsewhere.
 */

rule remains_object_stub {
  meta:
    id = "remains.object-stub"
    title = "Page that does nothing but make one object"
    description = "The page has no content of its own: its one line makes an object of some assembly and hands the request over. The program lies in bin or in the assembly cache."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003"
    reference = "WEB-08,NET-06"
    false_positives = "Pages of frameworks that write all of their markup in code."
    next_steps = "Find the assembly that has the type, in bin and in the global assembly cache. | Look for requests to this page."
    version = "1.1"
  strings:
    $stub = /%>\s{0,80}<%\s{0,80}(var\s{1,8}\w{1,30}\s{0,4}=\s{0,4})?\(?\s{0,4}(new|New)\s{1,8}[\w.]{1,120}\s{0,4}\([^;%]{0,120}\b(this|Me|Context|Page|HttpContext\.Current|Request)\b[^;%]{0,120};?\s{0,80}%>/
    $steps = /%>\s{0,80}<%\s{0,80}[\w.]{1,80}\s{1,8}\w{1,30}\s{0,4}=\s{0,4}new\s{1,8}[\w.]{1,120}\s{0,4}\([^;%]{0,120};\s{0,80}[a-z_]\w{0,29}\.\w{1,60}\s{0,4}\([^;%]{0,120}\b(this|Context|Page|HttpContext\.Current|Request)\b[^;%]{0,120}\)\s{0,4};?\s{0,80}%>/
    $basic = /%>\s{0,80}<%\s{0,80}Dim\s{1,8}\w{1,30}\s{1,8}As\s{1,8}New\s{1,8}[\w.]{1,120}\s{0,4}\([^%\n]{0,120}\b(Me|Context|Page|HttpContext\.Current|Request)\b[^%\n]{0,120}\s{0,80}%>/ nocase
    $static = /%>\s{0,80}<%\s{0,80}[A-Z]\w{1,60}(\.\w{1,60}){1,4}\s{0,4}\(\s{0,4}(this|Me|Context|Page|HttpContext\.Current)\s{0,4}\)\s{0,4};?\s{0,80}%>/
    $handler = /\bProcessRequest\s{0,4}\([^)]{0,60}\)\s{0,8}\{\s{0,80}\(?\s{0,4}new\s{1,8}[\w.]{1,120}\s{0,4}\([^;]{0,200};\s{0,80}\}/
    $block = /<%[^@]/
    $markup = /<(html|body|head|form|table|div|asp:|span|p|a|img|h[1-6]|ul|script|meta|input)\b/ nocase
    $more = /;\s{0,80}\w/
    $line = /\n/
  condition:
    filesize < 1200 and not $markup
    and ((#block == 1 and (($stub and not $more) or $steps or $basic or $static) and extension matches /^\.?aspx$/i) or ($handler and #line < 14 and extension matches /^\.?ashx$/i))
}
