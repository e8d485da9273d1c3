/*
 * New-ExchangeCertificate -GenerateRequest -BinaryEncoded writes DER to a path of the caller's choice, with the
 * caller's subject in it. ASP.NET takes the bytes around the page for literal output.
 */

rule dropped_certificate_request_page {
  meta:
    id = "dropped.certificate-request-page"
    title = "Certificate request with page source in it"
    description = "A DER structure that holds a page directive or server-side script: a certificate request whose subject is a web shell."
    severity = "critical"
    confidence = "confirmed"
    attack = "T1505.003,T1027"
    reference = "WEB-04"
    false_positives = "None known."
    next_steps = "Look for New-ExchangeCertificate in the cmdlet logs, for the pending request in the machine's certificate store, and for requests to this page."
    version = "1.0"
  strings:
    $directive = /<%@\s{0,8}(Page|WebHandler|WebService)\b/ nocase
    $script = /<script[^>]{0,80}runat/ nocase
    $language = /Page\s{1,8}Language\s{0,4}=/ nocase
    $tag = /<%[^>]{1,400}%>/
  condition:
    filesize < 64KB and uint8(0) == 0x30
    and (
      (uint16be(0) == 0x3082 and uint8(4) == 0x30)
      or (uint16be(0) == 0x3081 and uint8(3) == 0x30)
      or (uint8(2) == 0x30 and uint8(1) < 0x80)
    )
    and ($directive or $script or $language or $tag)
}

rule dropped_certificate_request_name {
  meta:
    id = "dropped.certificate-request-name"
    title = "Certificate request under the name of a page"
    description = "A PEM certificate request in a file that the web server executes: an attempt to write a page through New-ExchangeCertificate that forgot the binary encoding."
    severity = "medium"
    confidence = "strong"
    outcome = "attempt"
    attack = "T1505.003"
    reference = "WEB-04"
    false_positives = "A request that somebody saved with the wrong extension."
    next_steps = "Decode the request and read its subject. | Look for New-ExchangeCertificate in the cmdlet logs."
    version = "1.0"
  strings:
    $pem = /-----BEGIN (NEW )?CERTIFICATE REQUEST-----/
  condition:
    $pem and $pem in (0..64) and extension matches /^\.?(as[hmp]x|asax|asp|asa|cdx|soap|svc|cshtml|php|jsp)$/i
}
