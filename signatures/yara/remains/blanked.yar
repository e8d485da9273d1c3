/*
 * What is left of a page when something cleaned it: antivirus products blank a file's content and leave its name.
 */

rule remains_blanked_page {
  meta:
    id = "remains.blanked-page"
    title = "Page whose code was blanked out"
    description = "A page has nothing but blanks or null bytes where its code stood: an antivirus cleaned a web shell, or somebody wiped it."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1070"
    reference = "WEB-11"
    false_positives = "Files that a crash or a full disk left empty."
    next_steps = "Look into the quarantine and the log of the antivirus for this file. | Look for requests to it from before the cleaning."
    version = "1.1"
  strings:
    $server = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|<%/ nocase
    $blank_block = /(<%|<script\b[^>]{0,200}\brunat\b[^>]{0,60}>)[ \t\r\n\x00]{400}/ nocase
    $blank_rest = /%>[ \t\r\n\x00]{500}/
    $short_block = /(<%|<script\b[^>]{0,200}\brunat\b[^>]{0,60}>)[ \t\r\n\x00]{40,400}(%>|<\/script)/ nocase
    $short_rest = /%>[ \t\r\n\x00]{60,500}$/
    $written = /[^ \t\r\n\x00]/
    $behind = /\b(Inherits|CodeBehind|CodeFile|Src|MasterPageFile)\s{0,4}=/ nocase
    $code = /[;{}=]\s{0,8}\n|\)\s{0,4};|\bEnd\s(Sub|If|Function)\b/ nocase
    $markup = /<(html|body|head|form|table|div|asp:|uc\d{0,2}:|span|p|a|img|h[1-6]|ul|xsl|link|meta|input)\b/ nocase
  condition:
    filesize < 256KB and not $code
    and (
      ($server and ($blank_block or ($blank_rest and not $markup)))
      or ($server and ($short_block or $short_rest) and not $markup and not $behind)
      or (filesize > 63 and not $written)
    )
    and extension matches /^\.?(as[hmpc]x|asax|asp|asa|cer|cdx|soap|svc|master|cshtml|vbhtml)$/i
}
