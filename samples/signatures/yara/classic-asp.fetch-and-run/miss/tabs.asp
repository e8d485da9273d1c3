<%
Set x = Server.CreateObject("Msxml2.ServerXMLHTTP")
x.open "GET", "https://rates.invalid/today", False
x.send
Response.Write x.responseText
%>
<script type="text/javascript">
function show(tab) { eval("panel" + tab).style.display = "block"; }
</script>
