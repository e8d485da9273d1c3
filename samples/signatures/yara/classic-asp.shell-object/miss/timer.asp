<%
' The word wscript.shell stands in a note only.
wait = Request("seconds")
Server.ScriptTimeout = 60
Response.Write Server.HTMLEncode(wait)
%>
