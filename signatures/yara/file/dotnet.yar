/*
 * Pages that read, write and list files for whoever asks. Applications have upload pages too; what tells them apart is
 * that nothing limits what is written where.
 */

rule file_writes_request {
  meta:
    id = "file.writes-request"
    title = "Upload page for any path"
    description = "Path or content of a file that inline code writes come straight from the request."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "None known on Exchange servers."
    next_steps = "Look for POST requests to this page, and for files that appeared at those times."
    sinks = "write"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $path_writer = /\bnew\s{1,8}([\w.]{1,30}\.)?(StreamWriter|FileStream|BinaryWriter)\s{0,4}\(\s{0,8}([\w.]{1,40}\s{0,4}\(\s{0,8}){0,3}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item|Files)\b|[\[(])/ nocase
    $path_file = /\bFile\s{0,4}\.\s{0,4}(Create|CreateText|AppendText|OpenWrite|Open|WriteAllText|WriteAllBytes|WriteAllLines|AppendAllText|Copy|Move)\s{0,4}\(\s{0,8}([\w.]{1,40}\s{0,4}\(\s{0,8}){0,3}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item|Files)\b|[\[(])/ nocase
    $content_file = /\bFile\s{0,4}\.\s{0,4}(WriteAllText|WriteAllBytes|WriteAllLines|AppendAllText)\s{0,4}\([^;]{1,160},\s{0,8}([\w.]{1,60}\s{0,4}\(\s{0,8}){0,4}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item|BinaryRead|InputStream)\b|[\[(])/ nocase
    $path_save = /\.\s{0,4}SaveAs\s{0,4}\(\s{0,8}([\w.]{1,40}\s{0,4}\(\s{0,8}){0,3}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $request_save = /\bRequest\s{0,4}\.\s{0,4}SaveAs\s{0,4}\(/ nocase
  condition:
    ($path_writer or $path_file or $content_file or $path_save or $request_save)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_writes_with_request {
  meta:
    id = "file.writes-with-request"
    title = "Short page that writes files from request data"
    description = "A page of a few kilobytes whose inline code reads values of the request and writes a file."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Small handlers that store form data or keep a log."
    next_steps = "Read what is written where. | Look for POST requests to this page."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $write = /\b(File\s{0,4}\.\s{0,4}(Create|CreateText|AppendText|OpenWrite|WriteAllText|WriteAllBytes|WriteAllLines|AppendAllText)\s{0,4}\(|new\s{1,8}([\w.]{1,30}\.)?StreamWriter\s{0,4}\(|FileMode\s{0,4}\.\s{0,4}(Create|Append|OpenOrCreate))/ nocase
    $value = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item|BinaryRead|InputStream)\b|[\[(])/ nocase
    $field = /\.\s{0,4}Text\b/
    $field_path = /\b(WriteAllText|WriteAllBytes|CreateText|StreamWriter)\s{0,4}\([^;]{0,80}\.\s{0,4}Text\b/
    $handler_only = /<%@\s{0,8}(page|webhandler|control|webservice|import|assembly)\b|<script\b[^>]{0,200}\brunat\b/ nocase
    $code_behind = /\b(CodeBehind|CodeFile|Inherits)\s{0,4}=/ nocase
  condition:
    filesize < 8KB and $handler_only and not $code_behind
    and (($write and $value) or ($field and $field_path))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_drops_page {
  meta:
    id = "file.drops-page"
    title = "Page with a writer of pages"
    description = "Inline code creates a file with the extension of a page, or writes text that holds a server-side tag with an evaluating statement."
    severity = "high"
    confidence = "strong"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Content management systems that generate pages do so from assemblies."
    next_steps = "Look for the written page and for requests to it."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $create = /\b(CreateText|WriteAllText|WriteAllBytes|AppendAllText|StreamWriter|FileStream|OpenTextFile|CreateTextFile|SaveToFile|SaveAs|DownloadFile)(\s{0,4}\(|\s{1,4})[^;\n]{0,120}\.\s{0,2}(as[hmp]x|asp|asax|asa|cer|soap|svc|php|jsp)["']/ nocase
    $source_eval = /\b(Write|WriteLine|WriteAllText|WriteText)\s{0,4}[( ][^;\n]{0,80}["']\s{0,4}<%[^#\n][^\n]{0,80}\b(eval|execute(global)?)\b/ nocase
    $source_page = /(Write|WriteLine|WriteAllText|WriteText)\s{0,4}\(?[^;\n]{0,80}["']\s{0,4}<%\s{0,4}@\s{0,4}(page|webhandler|webservice|language)/ nocase
    $concat_page = /Request\s{0,4}\.\s{0,4}(PhysicalPath|FilePath)\s{0,4}[+&]\s{0,4}["']\.(as[hmpc]x|asp|cer)/ nocase
  condition:
    ($source_eval or $source_page or $concat_page or ($create and not extension matches /^\.?(js|html?|css|xml|php)$/i))
    // What a page of classic ASP writes, and where, is followed through its code.
    and not extension matches /^\.?(asp|asa|cer|cdx|inc)$/i
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_upload_page {
  meta:
    id = "file.upload-page"
    title = "Short page that saves uploads under the sender's name"
    description = "A small page, handler or service with inline code that stores an uploaded file, and little else."
    severity = "low"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-06,WEB-07"
    false_positives = "Upload pages of intranet applications that carry their code inline."
    next_steps = "Look for POST requests to this page and for files that appeared at those times."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $posted = /\b(HttpPostedFile(Base)?|PostedFile|Request\s{0,4}\.\s{0,4}Files|HttpFileCollection(Base)?|FileUpload\w{0,10}|FileBytes)\b/ nocase
    $save = /\.\s{0,4}(SaveAs|CopyTo)\s{0,4}\(/ nocase
    $code_behind = /\b(CodeBehind|CodeFile|Inherits)\s{0,4}=/ nocase
    $checked = /\.\s{0,4}(ContentType|GetExtension)\b/ nocase
    $signed_in = /\b(User\s{0,4}\.\s{0,4}(IsInRole|Identity)|Roles\s{0,4}\.\s{0,4}IsUserInRole|Membership\s{0,4}\.\s{0,4}GetUser)\b/
  condition:
    filesize < 8KB and $posted and $save and not $code_behind and not $checked and not $signed_in
    and not extension matches /^\.?(cshtml|vbhtml)$/i
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_upload_form {
  meta:
    id = "file.upload-form"
    title = "Small page that takes any file under the sender's name"
    description = "A page that is little more than a field for a file, and code that stores what comes in without looking at its kind or at who sends it."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-06,WEB-07"
    false_positives = "Exercises and quick upload pages of intranets."
    next_steps = "Look for POST requests to this page and for files that appeared at those times. | Ask who put the page there."
    version = "1.0"
  strings:
    $field = /<asp:FileUpload\b|<input\b[^>]{0,200}\btype\s{0,4}=\s{0,4}["']?file\b/ nocase
    $save = /\.\s{0,4}(SaveAs|CopyTo|SaveToFile)\s{0,4}[( ][^;\n]{0,200}\b(FileName|GetFileName)\b/ nocase
    $code_behind = /\b(CodeBehind|CodeFile|Inherits|MasterPageFile)\s{0,4}=/ nocase
    $checked = /\b(ContentType|GetExtension|EndsWith|IsInRole|Identity|IsAuthenticated|IsUserInRole|GetUser|Session|AllowExt\w{0,10})\b/ nocase
    $server = /<script\b[^>]{0,200}\brunat\b|<%[^@#=]|@\{/ nocase
  condition:
    filesize < 6KB and $field and $save and $server and not $code_behind and not $checked
    and extension matches /^\.?(aspx|asp|cshtml|vbhtml)$/i
}

rule file_manager {
  meta:
    id = "file.manager"
    title = "File manager page"
    description = "Inline code lists folders and drives, and reads, writes or deletes files, for paths that it is given."
    severity = "low"
    confidence = "weak"
    attack = "T1505.003,T1083"
    reference = "WEB-07"
    false_positives = "File managers of content management systems whose code stands in the page; handlers that pack, list or tidy a folder of their own."
    next_steps = "Look for requests to this page and for what was downloaded and uploaded."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $list = /\b(DirectoryInfo\s{0,4}\(|GetFileSystemInfos|GetDirectories\s{0,4}\(|Directory\s{0,4}\.\s{0,4}Get(Files|Directories|FileSystemEntries)|EnumerateFiles)/ nocase
    $drives = /\b(GetLogicalDrives|DriveInfo|GetDrives)\b/ nocase
    $delete = /\b(File|Directory|FileInfo)\s{0,4}\.\s{0,4}Delete\s{0,4}\(/ nocase
    $write = /\b(StreamWriter|FileStream|WriteAllText|WriteAllBytes|CreateText|SaveAs|CopyTo)\s{0,4}\(/ nocase
    $read = /\b(TransmitFile|WriteFile|BinaryWrite|ReadAllText|ReadAllBytes|OpenText|ReadToEnd)\s{0,4}\(/ nocase
    $move = /\b(File|Directory)\s{0,4}\.\s{0,4}(Move|Copy)\s{0,4}\(/ nocase
    $times = /\bSet(LastWrite|Creation|LastAccess)Time(Utc)?\s{0,4}\(|\bSetAttributes\s{0,4}\(/ nocase
    $input_request = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item|Files)\b|[\[(])/ nocase
    $input_field = /\b\w{1,40}\.\s{0,4}Text\s{0,4}[.,;)]/
    $service_client = /\bWebRequest\s{0,4}\.\s{0,4}Create\b/
    $signed_in = /\b(User\s{0,4}\.\s{0,4}(IsInRole|Identity)|Roles\s{0,4}\.\s{0,4}IsUserInRole|Membership\s{0,4}\.\s{0,4}GetUser)\b/
  condition:
    not $service_client and not $signed_in and ($list or $drives) and any of ($input_*) and (
      ($list and 2 of ($drives, $delete, $write, $read, $move, $times))
      or ($drives and 2 of ($delete, $write, $read, $move, $times))
    )
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_reads_request {
  meta:
    id = "file.reads-request"
    title = "File download page for any path"
    description = "Inline code passes a value of the request to a function that reads or sends a file, with no folder before it."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1005"
    reference = "WEB-07"
    false_positives = "Download handlers that check the name elsewhere."
    next_steps = "Look for requests to this page and the names in them."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $send = /\b(TransmitFile|WriteFile|ReadAllText|ReadAllBytes|OpenText|OpenRead|StreamReader)\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $list = /\b(GetFiles|GetDirectories|GetFileSystemEntries|GetFileSystemInfos|DirectoryInfo)\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $delete = /\b(File|Directory)\s{0,4}\.\s{0,4}(Delete|Move|Copy)\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
  condition:
    ($send or $list or $delete)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_downloads_to_server {
  meta:
    id = "file.downloads-to-server"
    title = "Downloader page"
    description = "Inline code downloads from an address that it was given and keeps the file, or runs it."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1105"
    reference = "WEB-07"
    false_positives = "Synchronisation pages of content management systems."
    next_steps = "Look for outgoing connections of the worker process and for the files."
    sinks = "download"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $download_request = /\bDownload(File|Data|String)\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}[.(\[]/ nocase
    $download_file = /\.\s{0,4}DownloadFile\s{0,4}\(\s{0,4}[\w.]{1,40}\s{0,4}[,.(\[]/ nocase
    $download_fixed = /\bDownloadFile\s{0,4}\(\s{0,8}["']https?:[^;\n]{1,200}\.(as[hmp]x|asp|asax|cer|exe|dll|ps1|bat|cmd|vbs|config)\s{0,2}["']/ nocase
    $request = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $map = /\bMapPath\s{0,4}\(/ nocase
  condition:
    ($download_request or ($download_file and $request) or ($download_fixed and $map))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}

rule file_probes_folders {
  meta:
    id = "file.probes-folders"
    title = "Page with a search for writable folders"
    description = "Inline code walks through folders that it is told of and creates a file in each to see whether it may."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1083"
    reference = "WEB-07"
    false_positives = "Installation checks of web applications."
    next_steps = "Look for requests to this page and for small test files all over the disk."
    version = "1.0"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b|#(pragma checksum|ExternalSource\()[^\n]{0,260}\.(as[hmpc]x|asax|master)"/ nocase private
    $on_razor = /@(functions|using|\{)/ private
    $walk = /\b(GetDirectories|EnumerateDirectories|SubFolders)\b/ nocase
    $create_net = /\b(File\s{0,4}\.\s{0,4}(Create|WriteAllText|AppendAllText)|new\s{1,4}FileStream)\s{0,4}\(\s{0,4}[\w.]{1,40}(FullName|Path|dir\w{0,8})?\s{0,4}[+&]\s{0,4}["']/ nocase
    $create_asp = /\bCreateTextFile\s{0,4}\(?\s{0,4}[\w.]{1,40}\s{0,4}&\s{0,4}["']?/ nocase
    $input = /\brequest\s{0,4}[.(\[]|\w\.\s{0,2}Text\b/ nocase
  condition:
    $walk and $input and any of ($create_*)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master|asp|asa|cer|cdx)$/i or ($on_razor and extension matches /^\.?(cshtml|vbhtml)$/i))
}
