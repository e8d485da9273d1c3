<%
Set files = Server.CreateObject("Scripting.FileSystemObject")
Set log = files.OpenTextFile(Server.MapPath("visits.txt"), 8, True)
log.WriteLine Request.ServerVariables("HTTP_REFERER")
log.Close
Server.Execute "menu.asp"
%>
