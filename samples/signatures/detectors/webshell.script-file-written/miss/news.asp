<% Set page = CreateObject("MSXML2.ServerXMLHTTP")
page.Open "GET", "http://pages.example/news.txt", False
page.Send
Set files = CreateObject("Scripting.FileSystemObject")
Set news = files.CreateTextFile(Server.MapPath("news.htm"), True)
news.Write page.responseText
news.Close %>
