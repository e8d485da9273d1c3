<% Set f = Server.CreateObject("Scripting.FileSystemObject").OpenTextFile(Server.MapPath("/data/guests.txt"), 8, True)
f.WriteLine Request.Form("name") & ": " & Request.Form("text")
f.Close %>