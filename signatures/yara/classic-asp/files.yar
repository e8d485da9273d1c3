/*
 * Classic ASP that works on files, databases and other hosts for whoever asks.
 */

private rule classic_asp_page_for_files {
  strings:
    $tag = /<\s?%/
    $block = /<script\b[^>]{0,200}\brunat\b/ nocase
    $net = /<\s?%\s{0,8}@\s{0,8}(page|control|master|webhandler|webservice|servicehost|application|assembly|import)\b/ nocase
    $request = /\brequest\s{0,8}(\(|\.\s{0,4}(form|querystring|item|cookies|binaryread|totalbytes|querystring)\b)/ nocase
  condition:
    $request and not $net and (
      (".asp.asa.cer.cdx.inc.htr.idc.stm.shtml" icontains extension and extension matches /^\.?(asp|asa|cer|cdx|inc|htr|idc|stm|shtml?)$/i)
      or (($tag or $block) and not extension matches /^\.?(js|html?|php|xml|css|dll|json|xslt?|cshtml|vbhtml|ascx|master)$/i)
    ) and uint16(0) != 0x5a4d
}

rule classic_asp_writes_file {
  meta:
    id = "classic-asp.writes-file"
    title = "Classic ASP page that takes uploads and tells about its server"
    description = "Short server-side script reads the body of the request, writes it to a file character by character, and asks for the name, the drives or the folders of the server."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Old applications that keep settings or counters in text files."
    next_steps = "Look for POST requests to this page and for files that appeared then."
    version = "1.1"
  strings:
    $create = /\.\s{0,4}(CreateTextFile|OpenTextFile|OpenAsTextStream)\b/ nocase
    $write_bytes = /\.\s{0,4}Write\b\s{0,4}\(?\s{0,4}chrw?\s{0,4}\(\s{0,4}ascb?\s{0,4}\(/ nocase
    $body = /\brequest\s{0,4}\.\s{0,4}(BinaryRead|TotalBytes)\b/ nocase
    $host = /\bWScript\.Network\b|\.\s{0,2}(ComputerName|UserDomain)\b|\b(LOCAL_ADDR|APPL_PHYSICAL_PATH|PATH_TRANSLATED)\b|\.\s{0,4}(Drives|GetDrive)\b/ nocase
    $upload_class = /[\n%:]\s{0,20}Class\s{1,8}[a-z]\w{1,40}\s{0,8}\r?\n/ nocase
  condition:
    classic_asp_page_for_files and filesize < 6KB and $create and $body and $write_bytes and $host and not $upload_class
}

rule classic_asp_writes_form {
  meta:
    id = "classic-asp.writes-form"
    title = "Classic ASP page that keeps what a form holds in a file"
    description = "Server-side script creates a file, and writes what the request holds. Which file, and what of the request, is followed through the code; where it cannot be followed, this is what is left to say."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Old applications that keep announcements, settings or counters in text files."
    next_steps = "Look for POST requests to this page and for files that appeared then."
    version = "1.0"
  strings:
    $create = /\.\s{0,4}(CreateTextFile|OpenTextFile|OpenAsTextStream)\b/ nocase
    $write = /(\b(f|fs|file|fso\w{0,6}|\w{1,20}file)|[^e\s])\s{0,4}\.\s{0,4}Write(Line)?\b\s{0,8}\(?\s{0,8}("{2}\s{0,4}&\s{0,4})?(\w{1,30}\s{0,4}\(\s{0,4})?request\s{0,4}(\.\s{0,4}(form|querystring|item|cookies)\b|\()/ nocase
    $path = /\b(CreateTextFile|OpenTextFile)\s{0,4}\(?\s{0,8}([\w.]{1,40}\s{0,4}\(\s{0,4}){0,2}request\b/ nocase
    $stream_write = /\.\s{0,4}(WriteText|Write)\b\s{0,8}\(?\s{0,8}request\s{0,4}(\.\s{0,4}(form|querystring|item)\b|\()/ nocase
    $stream_save = /\.\s{0,4}SaveToFile\b/ nocase
  condition:
    classic_asp_page_for_files and (($create and $write) or $path or ($stream_save and $stream_write))
}

rule classic_asp_stream_to_disk {
  meta:
    id = "classic-asp.stream-to-disk"
    title = "Classic ASP upload page"
    description = "Server-side script reads the body of the request or an upload and saves it through a stream object."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Upload components of old content management systems."
    next_steps = "Look for POST requests to this page and for files that appeared then."
    version = "1.0"
  strings:
    $save = /\.\s{0,4}(SaveToFile|SaveAs)\b/ nocase
    $stream = /\bADODB\s{0,2}\.\s{0,2}Stream\b/ nocase
    $class_id = "00000566-0000-0010-8000-00AA006D2EA4" nocase
    $body = /\b(BinaryRead|TotalBytes)\b/ nocase
    $form = /\brequest\s{0,4}(\.\s{0,4}form\s{0,4})?\(/ nocase
    $name = /\b(file|path|filename|fname|fullpath|savepath)\w{0,12}\s{0,4}=\s{0,4}[^\n]{0,40}\b(request|filename)\b/ nocase
  condition:
    classic_asp_page_for_files and $save and any of ($stream, $class_id) and ($body or ($form and $name))
}

rule classic_asp_file_manager {
  meta:
    id = "classic-asp.file-manager"
    title = "Classic ASP file manager"
    description = "Server-side script lists folders or drives and changes or shows files. Whether the request names them is followed through the code."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1083"
    reference = "WEB-07"
    false_positives = "File managers of old content management systems."
    next_steps = "Look for requests to this page and for what was downloaded and uploaded."
    version = "1.0"
  strings:
    // Whoever lists one known folder does not go up and down.
    $list_folder = /\.\s{0,4}(SubFolders|GetDrive|Drives|ParentFolder|GetSpecialFolder)\b/ nocase
    $list_chosen = /\.\s{0,4}GetFolder\s{0,4}\(\s{0,4}([\w.]{1,40}\s{0,4}\(\s{0,4}){0,2}request\b/ nocase
    $change_delete = /\.\s{0,4}(DeleteFile|DeleteFolder|Delete)\b/ nocase
    $change_copy = /\.\s{0,4}(CopyFile|MoveFile|CopyFolder|MoveFolder|Copy|Move)\b/ nocase
    $change_write = /\.\s{0,4}(CreateTextFile|CreateFolder|SaveToFile)\b/ nocase
    $change_read = /\.\s{0,4}(OpenTextFile|OpenAsTextStream|LoadFromFile|ReadAll)\b/ nocase
    $change_attribute = /\.\s{0,4}(Attributes)\b/ nocase
    $object_fso = /\bScripting\s{0,2}\.\s{0,2}FileSystemObject\b/ nocase
    $object_clsid = "0D43FE01-F093-11CF-8940-00A0C9054228" nocase
    $object_create = /\bCreateObject\s{0,4}\(/ nocase
    $object_tag = /<object\b[^>]{0,120}\brunat\b/ nocase
  condition:
    classic_asp_page_for_files and any of ($list_*) and any of ($object_*) and any of ($change_*)
}

rule classic_asp_local_services {
  meta:
    id = "classic-asp.local-services"
    title = "Classic ASP access to local services and accounts"
    description = "Server-side script talks to an administration port of the server itself, or lists its accounts and services."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1068,T1087.001"
    reference = "WEB-07"
    false_positives = "Administrators' own pages."
    next_steps = "Look for new accounts and for the service that was spoken to."
    version = "1.0"
  strings:
    $ftp_admin = "-SETUSERSETUP" nocase
    $ftp_site = "SITE MAINTENANCE" nocase
    $network_object = /\bWScript\.Network\b/ nocase
    $user_add = /\bnet\s{1,4}(user|localgroup)\b[^\n]{1,60}\/add/ nocase
    $loopback = /["']https?:\/\/(127\.0\.0\.1|localhost):["']?\s{0,4}&/ nocase
  condition:
    classic_asp_page_for_files and (any of ($ftp_*) or ($network_object and $user_add) or $loopback)
}

rule classic_asp_directory_accounts {
  meta:
    id = "classic-asp.directory-accounts"
    title = "Classic ASP page that asks for accounts or sites of the server"
    description = "Server-side script opens accounts of Windows or the configuration of IIS. Changes are followed through the code; to look somebody up is what intranets do."
    severity = "low"
    confidence = "weak"
    attack = "T1087.001"
    reference = "WEB-07"
    false_positives = "Intranet pages that ask for groups of their users."
    next_steps = "Read what is asked for."
    version = "1.0"
  strings:
    $accounts = /\bGetObject\s{0,4}\(\s{0,4}["'](WinNT|IIS):\/\// nocase
  condition:
    classic_asp_page_for_files and $accounts
}

rule classic_asp_shell_object {
  meta:
    id = "classic-asp.shell-object"
    title = "Classic ASP page with a shell object or WMI"
    description = "Server-side script creates the shell object of Windows Script Host or of the Explorer, or asks WMI about processes. Whether the request decides what is run is followed through the code; where it cannot be followed, this is what is left to say."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003,T1059.005"
    reference = "WEB-07"
    false_positives = "Pages that wait, convert or print by a program of their own, and end a spreadsheet that hangs."
    next_steps = "Read what is run."
    version = "1.0"
  strings:
    $object = /\b(wscript\.shell|shell\.application|72C24DD5-D70A-438B-8A42-98424B88AFB8|F935DC22-1CF0-11D0-ADB9-00C04FD58A0B|13709620-C279-11CE-A49E-444553540000)\b/ nocase
    $run = /\.\s{0,8}(exec|run|ShellExecute)\b/ nocase
    $class = /\bWin32_(Process|ProcessStartup|Service)\b/ nocase
    $moniker = "winmgmts:" nocase
  condition:
    classic_asp_page_for_files and (($object and $run) or ($class and $moniker))
}

rule classic_asp_database_tool {
  meta:
    id = "classic-asp.database-tool"
    title = "Classic ASP database console"
    description = "Server-side script takes a connection string, a database file or whole statements from the request."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1213"
    reference = "WEB-07"
    false_positives = "Database administration pages."
    next_steps = "Look for requests to this page."
    version = "1.0"
  strings:
    $connection = /\bADODB\s{0,2}\.\s{0,2}(Connection|Recordset)\b/ nocase
    $statement = /\b(sql\w{0,10}|strsql|query|cmd)\s{0,4}=\s{0,4}(trim\s{0,2}\()?\s{0,2}request\s{0,4}[.(][^\n]{0,40}(sql|query|cmd)/ nocase
    $connect = /\b(conn|connstr|strconn|connection|connectionstring|constr|connectstring|dbpath|dbstr|mdb|mdbpath|mdbfile|dsn)\s{0,4}=\s{0,4}[^\n]{0,60}\brequest\s{0,4}[.(]/ nocase
    $catalog = /\bADOX\s{0,2}\.\s{0,2}Catalog\b|\bOpenSchema\b/ nocase
    $run = /\.\s{0,4}(Execute|Open)\b/ nocase
  condition:
    classic_asp_page_for_files and $connection and $run and ($statement or $connect or $catalog)
}

rule classic_asp_relay {
  meta:
    id = "classic-asp.relay"
    title = "Classic ASP proxy page"
    description = "Server-side script makes a web request to an address out of its own request and returns the answer."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1090"
    reference = "WEB-06,ACC-04"
    false_positives = "Proxy pages for scripts of the same application."
    next_steps = "Look for the addresses in requests to this page."
    version = "1.0"
  strings:
    $client = /\b(Microsoft\.XMLHTTP|MSXML2\.(Server)?XMLHTTP|WinHttp\.WinHttpRequest)/ nocase
    $open = /\.\s{0,4}open\b\s{0,4}\(?\s{0,4}["']?(GET|POST|HEAD|\w{1,20})["']?\s{0,4},\s{0,4}[^"'\n]/ nocase
    $url = /\b\w{0,12}(url|host|addr|target|link)\w{0,8}\s{0,4}=\s{0,4}[^\n]{0,30}\brequest\s{0,4}[.(]/ nocase
    $answer = /\.\s{0,4}response(Body|Text|Stream)\b/ nocase
    $output = /\bresponse\s{0,4}\.\s{0,4}(binary)?write\b/ nocase
  condition:
    classic_asp_page_for_files and $client and $open and $url and $answer and $output
}

rule classic_asp_program_as_text {
  meta:
    id = "classic-asp.program-as-text"
    title = "Classic ASP page with an embedded program"
    description = "Server-side script spells out a Windows program byte by byte, or decodes one, to write and start it."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1027.009"
    reference = "WEB-07,WEB-11"
    false_positives = "None known."
    next_steps = "Put the program together and analyse it. | Look for processes of the worker process."
    version = "1.0"
  strings:
    $characters = /\bchrw?\s{0,2}\(\s{0,2}77\s{0,2}\)\s{0,4}&\s{0,4}chrw?\s{0,2}\(\s{0,2}90\s{0,2}\)\s{0,4}&\s{0,4}chrw?\s{0,2}\(\s{0,2}144\s{0,2}\)/ nocase
    $hexadecimal = /["']4D5A9000[0-9A-F]{64}/ nocase
    $base64 = /["']TVqQAA[A-Za-z0-9+\/]{80}/
    $tag = /<%|<script\b[^>]{0,200}\brunat\b/ nocase
  condition:
    $tag and ($characters or $hexadecimal or $base64) and uint16(0) != 0x5a4d
    and not extension matches /^\.?(js|html?|php|xml|css|dll|json)$/i
}

rule classic_asp_component_decodes {
  meta:
    id = "classic-asp.component-decodes"
    title = "Classic ASP page decoded by a component at run time"
    description = "The page is little more than calls that hand long encoded texts to a component or function."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1027"
    reference = "WEB-05,WEB-08"
    false_positives = "Commercial classic ASP products that are sold in encoded form."
    next_steps = "Decode the text. | Look for requests to this page."
    version = "1.0"
  strings:
    $call = /\b[\w.]{3,40}\s{0,4}\(\s{0,4}["'][A-Za-z0-9+\/=%*|]{400}/
    $object = /\bCreateObject\s{0,4}\(/ nocase
    $execute = /\b(execute(global)?|eval)\b/ nocase
  condition:
    ($object or $execute) and #call > 1 and extension matches /^\.?(asp|asa|cer|cdx)$/i
}

rule classic_asp_database_dump {
  meta:
    id = "classic-asp.database-dump"
    title = "Classic ASP page with database credentials that prints whole tables"
    description = "Server-side script without time limit connects with a password that stands in it and prints every field of every row, whoever asks."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1213"
    reference = "WEB-07"
    false_positives = "Administrators' own export pages."
    next_steps = "Change the password. | Look for large answers of this page."
    version = "1.1"
  strings:
    $secret = /["'][^"'\n]{0,120}\b(server|data source)\s{0,4}=[^"'\n]{0,120}\b(pwd|password)\s{0,4}=[^"'\n;]{1,60}/ nocase
    $connection = /\bADODB\s{0,2}\.\s{0,2}(Connection|Recordset)\b/ nocase
    $timeout = "ScriptTimeout" nocase
    $fields = /\.\s{0,2}Fields\s{0,2}\.\s{0,2}Count\b/ nocase
    $known_visitor = /\bsession\s{0,4}\(|<!--\s{0,4}#include\b/ nocase
    $out = /\bresponse\s{0,4}\.\s{0,4}write\b/ nocase
  condition:
    not $known_visitor and $secret and $connection and $timeout and $fields and $out and extension matches /^\.?(asp|asa|cer|cdx)$/i
}
