/*
 * Perl and Python, which IIS runs by CGI where a handler is mapped. Nothing is followed through them.
 */

rule cgi_runs_request {
  meta:
    id = "cgi.runs-request"
    title = "CGI script that runs what a request sends"
    description = "A script in Perl or Python starts a program with, or evaluates, a parameter of the request."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1059.006"
    reference = "WEB-01"
    false_positives = "Careless tools of an administrator."
    next_steps = "Look which handler runs the script. | Look for requests to it."
    version = "1.0"
  strings:
    $perl = /(\b(system|exec|eval|qx|open)\b\s{0,4}[({"'\/]?|`)[^;\n`]{0,80}(\bparam\s{0,4}\(|\$ENV\s{0,4}\{\s{0,4}["']?(QUERY_STRING|HTTP_\w{1,30}))/
    $python = /\b(os\.(system|popen|exec\w{1,4})|subprocess\.\w{1,16}|eval|exec)\s{0,4}\([^\n]{0,120}(\.getvalue\s{0,4}\(|\.getfirst\s{0,4}\(|FieldStorage\s{0,4}\(|QUERY_STRING|HTTP_[A-Z_]{2,30})/
  condition:
    any of them and extension matches /^\.?(pl|pm|plx|cgi|py)$/i
}
