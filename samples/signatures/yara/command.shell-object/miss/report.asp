<%
Set sh = Server.CreateObject("WScript.Shell")
sh.Run "waitfor /T 5 NobodySendsThis", , True
Response.Write Server.HTMLEncode(Request("title"))
%>
