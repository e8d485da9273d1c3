/*
 * PHP, which IIS runs by FastCGI where somebody has set it up. What a request decides is not followed through PHP code, as it is through
 * pages of ASP.NET and classic ASP: these rules look for it in one statement, and in the short pages that intruders leave in two.
 */

private rule php_page {
  strings:
    $tag = /<\?(php\b|=|[ \t\r\n])/ nocase
  condition:
    $tag and uint16(0) != 0x5a4d and extension matches /^\.?(php\d?|phtml?|pht|inc|txt|jpe?g|gif|png|ico|htm|html|)$/i
}

rule php_evaluates_request {
  meta:
    id = "php.evaluates-request"
    title = "PHP page that runs what a request sends"
    description = "Text of the request is evaluated as code, or names the function that is called."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1059"
    reference = "WEB-01"
    false_positives = "None known; consoles of developers that nobody protected do what a shell does."
    next_steps = "Look for requests to this page. | Find out how it came to be there."
    version = "1.0"
  strings:
    $evaluated = /[^\w>:$](eval|assert|create_function)\s{0,8}\([^;\n]{0,160}(\$_(GET|POST|REQUEST|COOKIE|SERVER|FILES)\b|php:\/\/input|getallheaders\s{0,4}\()/ nocase
    $named = /[^\w\]'"]@?\$_(GET|POST|REQUEST|COOKIE)\s{0,4}[\[{][^\]};\n]{1,60}[\]}]\s{0,4}\(/
    $handed = /[^\w>:$](call_user_func(_array)?|array_map|array_walk|usort|uasort|uksort|register_shutdown_function|ob_start|forward_static_call)\s{0,8}\([^;\n]{0,60}@?\$_(GET|POST|REQUEST|COOKIE)\b[^;\n]{0,80}\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $first = /[^\w>:$](call_user_func(_array)?|array_map)\s{0,8}\(\s{0,8}@?\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $expression = /[^\w>:$]preg_replace\s{0,8}\(\s{0,8}["'](.)[^"'\n]{0,80}[\/#~|}!@]\w{0,5}e\w{0,5}["'][^;\n]{0,160}\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $variable = /[;{}(=@\s]\$\w{1,40}\s{0,4}\(\s{0,4}@?(base64_decode|urldecode|stripslashes)?\(?\$_(GET|POST|REQUEST|COOKIE)\b/
  condition:
    php_page and any of them
}

rule php_starts_program_of_request {
  meta:
    id = "php.starts-program-of-request"
    title = "PHP page that runs a command of a request"
    description = "Text of the request stands in a command line, and nothing takes its signs away."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1059.003"
    reference = "WEB-01"
    false_positives = "Careless tools that ping or convert what a form names."
    next_steps = "Look for requests to this page. | Look for programs that the worker process of PHP started."
    version = "1.0"
  strings:
    $started = /[^\w>:$](system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec)\s{0,8}\([^;\n]{0,160}\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $tamed = /[^\w>:$](system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec)\s{0,8}\([^;\n]{0,120}(escapeshell(arg|cmd)|intval|floatval|basename|preg_replace|\(\s{0,2}int\s{0,2}\))\s{0,4}\(?\s{0,4}\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    $quoted = /[=(;{\s]`[^`\n;]{0,100}\$\{?_(GET|POST|REQUEST|COOKIE)\b[^`\n]{0,100}`/
    $braced = /[=(;{\s]`[^`\n;]{0,100}\{\$_(GET|POST|REQUEST|COOKIE)\b[^`\n]{0,100}`/
  condition:
    php_page and (#started > #tamed or $quoted or $braced)
}

rule php_short_page_with_request {
  meta:
    id = "php.short-page-with-request"
    title = "Short PHP page that takes from a request and runs something"
    description = "In a page of a few lines a variable gets what the request sends, and a variable is evaluated, started as a program or included. Whether it is the same one is not followed."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1059"
    reference = "WEB-01"
    false_positives = "Small tools of an administrator; a page that includes one of a list of pages."
    next_steps = "Read the page. | Look for requests to it."
    version = "1.0"
  strings:
    $taken = /\$\w{1,40}\s{0,4}=\s{0,4}[^;\n]{0,80}(\$_(GET|POST|REQUEST|COOKIE)\b|php:\/\/input|getallheaders\s{0,4}\()/
    $run = /[^\w>:$](eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|create_function)\s{0,8}\(\s{0,8}@?\(?["']?[^;\n"']{0,40}\$\w{1,40}/ nocase
    $included = /[^\w>:$](include|require)(_once)?[\s(@]{1,8}\$\w{1,40}\s{0,4}\)?\s{0,4};/ nocase
    $called = /[;{}(=@\s]\$\w{1,40}\s{0,4}\(\s{0,4}@?\$\w{1,40}\s{0,4}\)/
    $split = /=\s{0,4}["'](a|as|ass|asse|asser|e|ev|eva|s|sy|sys|syst|syste|p|pa|pas|pass|passt|base64_|base)["']\s{0,4}\.\s{0,4}["'](ssert|sert|ert|rt|t|val|al|l|ystem|stem|tem|em|m|assthru|ssthru|sthru|thru|hru|decode|64_decode)["']/
  condition:
    php_page and filesize < 3KB and $taken and ($run or $included or ($called and $split))
}

rule php_writes_what_request_names {
  meta:
    id = "php.writes-what-request-names"
    title = "PHP page that keeps what a request sends under the name that it gives"
    description = "A file is written, or an upload kept, under a name of the request, and nothing looks at its ending."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-01"
    false_positives = "Uploads of an application that a page before this one checks."
    next_steps = "List what lies in the folder that it writes to. | Look for requests to this page."
    version = "1.0"
  strings:
    $written = /[^\w>:$](file_put_contents|fopen|copy|rename)\s{0,8}\([^;\n,]{0,80}\$_(GET|POST|REQUEST|COOKIE)\b[^;\n]{0,160}\$_(GET|POST|REQUEST|COOKIE|FILES)\b/ nocase
    $kept = /[^\w>:$](move_uploaded_file|copy)\s{0,8}\([^;\n]{0,120},[^;\n]{0,120}(\$_(GET|POST|REQUEST|COOKIE)\b|\$_FILES\s{0,4}\[[^\]\n]{1,60}\]\s{0,4}\[\s{0,4}["']name)/ nocase
    $checked = /\b(pathinfo|in_array|getimagesize|finfo_|mime_content_type|allowed|extension|preg_match|wp_handle_upload)\b/ nocase
  condition:
    php_page and filesize < 8KB and ($written or $kept) and not $checked
}

rule php_relays_foreign_server {
  meta:
    id = "php.relays-foreign-server"
    title = "PHP page that answers with what a foreign server says"
    description = "The page hands host, address or agent of the request to one server of its own and prints the answer: pages for search engines, and doors, are served so."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1090"
    reference = "WEB-01,ACC-13"
    false_positives = "Counters and advertisements of older sites."
    next_steps = "Look up the server that it asks. | Compare what the page answers to a search engine."
    version = "1.0"
  strings:
    $told = /["']https?:\/\/[^"'\s]{4,120}["']\s{0,4}\.[^;\n]{0,160}\$_SERVER\s{0,4}\[\s{0,4}["'](HTTP_HOST|REQUEST_URI|HTTP_USER_AGENT|HTTP_REFERER|REMOTE_ADDR)/
    $asked = /[^\w>:$](file_get_contents|curl_exec|fsockopen|readfile)\s{0,8}\(/ nocase
    $printed = /\b(echo|print|die|exit|readfile)\b/ nocase
  condition:
    php_page and filesize < 8KB and all of them
}
