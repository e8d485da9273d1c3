/*
 * JSP, which IIS hands on where a connector is set up. Nothing is followed through it.
 */

rule jsp_runs_request {
  meta:
    id = "jsp.runs-request"
    title = "JSP page that runs what a request sends"
    description = "A page takes parameters and starts a program, or makes a class of bytes. Exchange and IIS run no JSP until a connector is set up."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059"
    reference = "WEB-01"
    false_positives = "Consoles of Java applications."
    next_steps = "Look which connector hands .jsp on. | Look for requests to this page."
    version = "1.0"
  strings:
    $tag = /<%|<jsp:/
    $asked = /\brequest\s{0,4}\.\s{0,4}(getParameter\w{0,8}|getHeader|getInputStream|getReader|getCookies|getQueryString|getPart)\s{0,4}\(/
    $started = /\bgetRuntime\s{0,4}\(\s{0,4}\)\s{0,4}\.\s{0,4}exec\s{0,4}\(|\bnew\s{1,4}(java\.lang\.)?ProcessBuilder\b|\bRuntime\s{1,4}\w{1,40}\s{0,4}=/
    $defined = /\bdefineClass\s{0,4}\(|\bgetDeclaredMethod\s{0,4}\(\s{0,4}"defineClass"|\bScriptEngineManager\b|\bURLClassLoader\b/
  condition:
    $tag and $asked and ($started or $defined) and extension matches /^\.?(jspx?|jspf|jsw|jsv|txt|jpe?g)$/i
}
