/*
 * Pages that relay connections: request bodies go to a socket, what the socket answers goes to the response.
 */

rule tunnel_socket_relay {
  meta:
    id = "tunnel.socket-relay"
    title = "Page with a connection relay"
    description = "Inline code opens sockets to hosts that the request names and passes data between them and the client."
    severity = "critical"
    confidence = "strong"
    attack = "T1505.003,T1572,T1090"
    reference = "WEB-06,ACC-04"
    false_positives = "None known on Exchange servers."
    next_steps = "Look for long or frequent POST requests to this page and for connections of the worker process into the network."
    sinks = "connect"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase private
    $socket = /\bnew\s{1,8}([\w.]{1,30}\.)?Socket\s{0,4}\(/ nocase
    $client = /\bnew\s{1,8}([\w.]{1,30}\.)?(TcpClient|UdpClient|TcpListener|ClientWebSocket)\s{0,4}\(/ nocase
    $vb_client = /\bAs\s{1,8}New\s{1,8}([\w.]{1,30}\.)?(TcpClient|Socket|TcpListener)\b/ nocase
    $io_receive = /\.\s{0,4}(Receive|ReceiveAsync|BeginReceive|GetStream|AcceptTcpClient|AcceptSocket|Poll)\s{0,4}\(/ nocase
    $io_send = /\.\s{0,4}(Send|BeginSend|SendAsync)\s{0,4}\(/ nocase
    $websocket = "AcceptWebSocketRequest"
    $in_body = /\b(InputStream|BinaryRead|GetBufferlessInputStream|GetBufferedInputStream)\b/ nocase
    $in_header = /\bRequest\s{0,4}\.\s{0,4}(Headers|QueryString|Form|Cookies|Params)\b/ nocase
    $in_item = /\bRequest\s{0,4}[\[(]/ nocase
    $out_binary = /\b(BinaryWrite|OutputStream)\b/ nocase
    $out_text = /\bResponse\s{0,4}\.\s{0,4}(Write|Flush|AddHeader|AppendHeader|Headers)\b/ nocase
    $keep = /\b(Session|Application|HttpRuntime\s{0,4}\.\s{0,4}Cache|Context\s{0,4}\.\s{0,4}Cache|static\b[^;\n]{0,60}Dictionary)\s{0,4}[\[(.<]/ nocase
  condition:
    ($socket or $client or $vb_client) and any of ($io_*)
    and (
      $websocket
      or (($in_body or $in_header or $in_item) and ($out_binary or $out_text) and ($keep or $in_body or $out_binary))
    )
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i)
}

rule tunnel_http_forwarder {
  meta:
    id = "tunnel.http-forwarder"
    title = "Proxy page for any host"
    description = "Inline code makes a web request to an address out of the request, with the request's own body, and returns the answer."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1090"
    reference = "WEB-06,ACC-04"
    false_positives = "Proxy pages of mapping applications, which limit the hosts."
    next_steps = "Look for the addresses in requests to this page."
    where = "server-code"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase private
    $create = /\b(WebRequest|HttpWebRequest)\s{0,4}\.\s{0,4}Create(Http)?\s{0,4}\(\s{0,8}[^;+&]{0,60}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $web_client = /\b(WebClient|HttpClient)\b/
    $fetch = /\b(UploadData|DownloadData|DownloadString|UploadString|GetAsync|PostAsync)\s{0,4}\(\s{0,8}[\w.]{0,40}Request\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $trust_any = /ServerCertificateValidationCallback\b[^;]{0,160}true/ nocase
    $forward = /\bHttpWebRequest\b/
    $header_target = /\bRequest\s{0,4}\.\s{0,4}Headers\s{0,4}[\[(.]/ nocase
    $body = /\bInputStream\b/
    $answer = /\bGetResponseStream\s{0,4}\(/ nocase
  condition:
    ($create or ($web_client and $fetch) or ($trust_any and $forward and $header_target and $body and $answer))
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i)
}

rule tunnel_port_probe {
  meta:
    id = "tunnel.port-probe"
    title = "Page with connections to given hosts and ports"
    description = "Inline code opens connections to addresses out of the request or of its own form: a port scan, a reverse shell or a port forwarder."
    severity = "high"
    confidence = "moderate"
    attack = "T1505.003,T1046,T1095"
    reference = "WEB-07"
    false_positives = "Monitoring pages."
    next_steps = "Look for connections of the worker process."
    sinks = "connect"
    version = "1.1"
  strings:
    $on_page = /<\s?%\s{0,8}@\s{0,8}[a-z]|<script\b[^>]{0,200}\brunat\b/ nocase private
    $socket = /\b(Sockets\.|new\s{1,8})([\w.]{1,30}\.)?(Socket|TcpClient|TcpListener)\s{0,4}\(|\bAs\s{1,8}New\s{1,8}([\w.]{1,30}\.)?(TcpClient|Socket)\b/ nocase
    $connect = /\.\s{0,4}(Connect|BeginConnect|ConnectAsync|Bind)\s{0,4}\(/ nocase
    $input_request = /\bRequest\s{0,8}(\.\s{0,8}(Form|QueryString|Params|Headers|Cookies|Item)\b|[\[(])/ nocase
    $input_field = /\.\s{0,4}(Text|Value)\b/
    $address = /\b(IPEndPoint|IPAddress\s{0,4}\.\s{0,4}Parse|GetHostEntry|GetHostByName|Resolve|GetHostAddresses)\b/
    $number = /\b(Int32\s{0,4}\.\s{0,4}Parse|int\s{0,4}\.\s{0,4}Parse|ToInt32|CInt)\s{0,4}\(/
  condition:
    $socket and ($connect or $address) and ($address or $number) and any of ($input_*)
    and ($on_page or extension matches /^\.?(as[hmpc]x|asax|soap|svc|master)$/i)
}
