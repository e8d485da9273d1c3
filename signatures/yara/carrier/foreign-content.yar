/*
 * Files whose content is not what their extension says: server-side code in static files, programs and archives under
 * the name of web content.
 */

// Most web content begins with a tag, and none of the formats below does.
private rule carrier_begins_otherwise {
  condition:
    uint8(0) != 0x3c
}

rule carrier_script_in_static_file {
  meta:
    id = "carrier.script-in-static-file"
    title = "Static file with a server-side directive"
    description = "An image, style sheet, font, script or text that holds a page directive or server-side script: code for an include, a handler mapping or a later rename."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1036.008"
    reference = "WEB-11"
    false_positives = "Documentation and examples."
    next_steps = "Find what includes or maps the file. | Look for requests to it."
    version = "1.0"
  strings:
    $directive = /<%\s{0,8}@\s{0,8}(page|webhandler|webservice)\b[^%>]{0,300}\blanguage\s{0,4}=/ nocase
    $script = /<script\b[^>]{0,80}\brunat\s{0,4}=\s{0,4}["']?server/ nocase
  condition:
    ($directive or $script) and extension matches /^\.?(gif|jpe?g|png|bmp|ico|svg|css|eot|ttf|woff2?|dat|tmp|log|map|json)$/i
}

rule carrier_program_in_web_content {
  meta:
    id = "carrier.program-in-web-content"
    title = "Program under the name of web content"
    description = "A Windows program whose extension says page, script, image, style sheet or text."
    severity = "high"
    confidence = "strong"
    attack = "T1036.008,T1105"
    reference = "WEB-11,OS-12"
    false_positives = "None known."
    next_steps = "Analyse the program. | Look for downloads of it."
    version = "1.0"
  strings:
    $stub = "This program cannot be run in DOS mode"
  condition:
    carrier_begins_otherwise and uint16(0) == 0x5a4d and ($stub or uint32(uint32(0x3c)) == 0x00004550)
    and extension matches /^\.?(as[hmpc]x|asax|asp|config|svc|js|css|html?|txt|log|xml|json|gif|jpe?g|png|bmp|ico|svg|eot|ttf|woff2?|dat|tmp|map)$/i
}

rule carrier_archive_in_web_content {
  meta:
    id = "carrier.archive-in-web-content"
    title = "Archive under the name of web content"
    description = "A ZIP, RAR, 7-Zip or cabinet archive whose extension says page, script, image, style sheet or text: something packed for download."
    severity = "high"
    confidence = "moderate"
    attack = "T1560.001,T1036.008"
    reference = "WEB-11,OS-13"
    false_positives = "Fonts and documents are archives of their own kind and are left out."
    next_steps = "List what is in it. | Look for downloads of it."
    version = "1.0"
  condition:
    carrier_begins_otherwise and (
      uint32be(0) == 0x504b0304 or uint32be(0) == 0x52617221 or uint32be(0) == 0x377abcaf or uint32be(0) == 0x4d534346
    )
    and extension matches /^\.?(as[hmpc]x|asax|asp|config|svc|js|css|html?|txt|log|gif|jpe?g|png|bmp|ico|svg)$/i
}

rule carrier_memory_dump {
  meta:
    id = "carrier.memory-dump"
    title = "Process dump or registry hive under a name of web content"
    description = "A minidump, registry hive or directory database with the extension of web content."
    severity = "critical"
    confidence = "strong"
    attack = "T1003.001,T1003.002,T1003.003"
    reference = "WEB-11,OS-11"
    false_positives = "None known."
    next_steps = "Treat the credentials in it as taken. | Look for downloads of it."
    version = "1.0"
  condition:
    (uint32be(4) == 0xefcdab89 or (carrier_begins_otherwise and (uint32be(0) == 0x4d444d50 or uint32be(0) == 0x72656766)))
    and extension matches /^\.?(as[hmpc]x|asax|asp|config|svc|js|css|html?|txt|log|xml|json|gif|jpe?g|png|bmp|ico|svg|eot|ttf|woff2?|dat|tmp|map|zip)$/i
}

rule carrier_appended_to_image {
  meta:
    id = "carrier.appended-to-image"
    title = "Image with a program or archive behind it"
    description = "An image that goes on after its end with a Windows program or an archive."
    severity = "medium"
    confidence = "moderate"
    attack = "T1027.003,T1036.008"
    reference = "WEB-11"
    false_positives = "Installers' pictures."
    next_steps = "Cut out and analyse what is behind the image."
    version = "1.0"
  strings:
    $png_end = { 49 45 4E 44 AE 42 60 82 [0-16] (4D 5A | 50 4B 03 04 | 52 61 72 21 | 37 7A BC AF) }
    $jpeg_end = { FF D9 [0-16] (4D 5A 90 00 | 50 4B 03 04 | 52 61 72 21 1A | 37 7A BC AF 27) }
    $gif_end = { 00 3B [0-16] (4D 5A 90 00 | 50 4B 03 04 | 52 61 72 21 1A | 37 7A BC AF 27) }
  condition:
    ($png_end and uint32be(0) == 0x89504e47)
    or ($jpeg_end and uint16be(0) == 0xffd8)
    or ($gif_end and uint32be(0) == 0x47494638)
}
