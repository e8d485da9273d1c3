/*
 * Server-side includes, which IIS runs where .stm, .shtm or .shtml are mapped.
 */

rule server_side_include_starts_program {
  meta:
    id = "server-side-include.starts-program"
    title = "Server-side include that starts a program"
    description = "The exec directive runs a command or a program each time the page is asked for. IIS has had it switched off since version 6."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059.003"
    reference = "WEB-01"
    false_positives = "Sites of the nineties that count their visitors so."
    next_steps = "Look whether the handler for .stm, .shtm or .shtml is mapped. | Look for requests to this page."
    version = "1.0"
  strings:
    $exec = /<!--\s{0,4}#\s{0,4}exec\s{1,8}(cmd|cgi)\s{0,4}=/ nocase
  condition:
    $exec and extension matches /^\.?(stm|shtml?|inc)$/i
}
