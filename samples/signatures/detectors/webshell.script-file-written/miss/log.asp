<% Set f = CreateObject("Scripting.FileSystemObject").CreateTextFile(Server.MapPath("visits.log"))
f.Write "visit of page.asp" %>