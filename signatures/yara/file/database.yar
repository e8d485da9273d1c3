/*
 * Pages that open whatever database they are told to.
 */

rule file_database_console {
  meta:
    id = "file.database-console"
    title = "Database console in a page"
    description = "Connection string or statement come straight from the request."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1213"
    reference = "WEB-07"
    false_positives = "Database administration pages; injectable old pages pass single values, not whole statements."
    next_steps = "Look for requests to this page and for the databases in them."
    version = "1.3"
  strings:
    $server = /<\s?%\s{0,8}[@\w=]|<script\b[^>]{0,200}\brunat\b/ nocase
    $connect = /\bnew\s{1,8}[\w.]{0,40}(Sql|OleDb|Odbc|Oracle)Connection\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}[.(\[]/ nocase
    $connection_string = /\.\s{0,4}ConnectionString\s{0,4}=\s{0,8}[\w.]{0,40}Request\s{0,8}[.(\[]/ nocase
    $connect_field = /\bnew\s{1,8}[\w.]{0,40}(Sql|OleDb|Odbc|Oracle)Connection\s{0,4}\(\s{0,8}[\w.]{0,40}\w{1,30}\.\s{0,2}Text\b/ nocase
    $connection_string_field = /\.\s{0,4}ConnectionString\s{0,4}=\s{0,8}[\w.]{0,40}\w{1,30}\.\s{0,2}Text\b/ nocase
    $statement = /\bnew\s{1,8}[\w.]{0,40}(Sql|OleDb|Odbc|Oracle)(Command|DataAdapter)\s{0,4}\(\s{0,8}[\w.]{0,40}(Request\s{0,8}[.(\[]|\w{1,30}\.\s{0,2}Text\b)/ nocase
    $open_classic = /\bconn?\w{0,12}\s{0,4}\.\s{0,4}(Open|ConnectionString)\s{0,4}[=(]?\s{0,4}request\s{0,4}[.(]/ nocase
    $execute_classic = /\b\w{1,20}\s{0,4}\.\s{0,4}Execute\s{0,4}\(?\s{0,4}request\s{0,4}[.(]/ nocase
    // Expressions have a method of that name, too.
    $expression = /\bnew\s{1,8}regexp\b|vbscript\.regexp/ nocase
    $executes_expression = /\b(\w{0,4}(re|rx|rex|reg|regex|regexp?|expression)\w{0,4})\s{0,4}\.\s{0,4}Execute\s{0,4}\(?\s{0,4}request\s{0,4}[.(]/ nocase
    // Set-up pages only try out whether the connection opens.
    $runs = /\.\s{0,4}(Execute(Reader|NonQuery|Scalar|XmlReader)?|Fill)\s{0,4}\(|\.\s{0,4}Execute\b|\bCommandText\b|\bSqlDataSource\b/ nocase
  condition:
    $server and uint16(0) != 0x5a4d
    and ($connect or $connection_string or $statement or $open_classic or ($execute_classic and not ($expression and #execute_classic == #executes_expression))
      or (($connect_field or $connection_string_field) and $runs))
}

rule file_database_login_form {
  meta:
    id = "file.database-login-form"
    title = "Database console for any server"
    description = "Inline code puts a connection string together from what the visitor enters: server, user and password."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1213,T1021"
    reference = "WEB-07"
    false_positives = "Set-up pages of web applications, which are to be removed after use."
    next_steps = "Look for requests to this page and for the database servers in them."
    version = "1.1"
  strings:
    $page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase
    $connection = /\bnew\s{1,8}[\w.]{0,40}(Sql|OleDb|Odbc|Oracle|MySql|Npgsql)Connection\b/ nocase
    $connection_vb = /\bAs\s{1,8}New\s{1,8}[\w.]{0,40}(Sql|OleDb|Odbc|Oracle|MySql)Connection\b/ nocase
    $connection_full = /\bSystem\.Data\.[\w.]{1,40}Connection\s{0,4}\(/
    $password = /\b(pwd|password)\s{0,4}=\s{0,4}["']{0,2}\s{0,4}[+&]\s{0,8}\w{1,40}/ nocase
    $server = /\b(server|data source|uid|user id)\s{0,4}=\s{0,4}["']{0,2}\s{0,4}[+&]\s{0,8}\w{1,40}/ nocase
    $named = /\b\w{0,12}conn\w{0,12}\s{0,4}=\s{0,8}[\w.]{0,20}Request\s{0,4}(\.\s{0,4}(Form|QueryString|Params|Item|Headers|Cookies)\b|[\[(])/ nocase
    $statement = /\b\w{0,12}(sql|query|cmd|command)\w{0,12}\s{0,4}=\s{0,8}[\w.]{0,20}Request\s{0,4}(\.\s{0,4}(Form|QueryString|Params|Item|Headers|Cookies)\b|[\[(])/ nocase
    $field = /\.\s{0,4}Text\b/
    $request = /\bRequest\s{0,8}[.(\[]/ nocase
    $format = /\bFormat\s{0,4}\(\s{0,4}["'][^"'\n]{0,80}\b(server|data source|host)\s{0,4}=\s{0,4}\{0\}[^"'\n]{0,80}\bpassword\s{0,4}=\s{0,4}\{\d\}/ nocase
    $curly = /pwd=[^\w\s"']{2,6}\+\s{0,4}\w{1,20}/
  condition:
    $page and ($connection or $connection_vb or $connection_full) and ($field or $request)
    and (($password and $server) or ($named and $statement) or $format or $curly)
    and uint16(0) != 0x5a4d
}

rule file_database_dump {
  meta:
    id = "file.database-dump"
    title = "Page with database credentials that prints whole tables"
    description = "A page without a form of its own connects with a password that stands in it, runs a statement and prints every row and column."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1213"
    reference = "WEB-07"
    false_positives = "Administrators' own export pages."
    next_steps = "Change the password. | Look for large answers of this page."
    version = "1.0"
  strings:
    $page = /<\s?%\s{0,8}@\s{0,8}[a-z]/ nocase
    $connection = /\bnew\s{1,8}[\w.]{0,40}(Sql|OleDb|Odbc|Oracle)Connection\s{0,4}\(/ nocase
    $secret = /["'][^"'\n]{0,200}\b(pwd|password)\s{0,4}=[^"'\n]{1,60}["']/ nocase
    $timeout = "ScriptTimeout" nocase
    $columns = /\b(Columns\s{0,4}\.\s{0,4}Count|FieldCount|GetName\s{0,4}\()/ nocase
    $out = /\bResponse\s{0,4}\.\s{0,4}Write\b|\bStreamWriter\b/ nocase
  condition:
    $page and $connection and $secret and $timeout and $columns and $out
}
