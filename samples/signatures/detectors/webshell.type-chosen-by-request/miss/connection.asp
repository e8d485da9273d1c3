<% Set c = Server.CreateObject("ADODB.Connection")
c.Open Application("dsn")
Set r = c.Execute("select name from products where id=" & CInt(Request("id"))) %>